/** The reconciler and the use cases around it, with the ports they need. */
@NullMarked
package io.cairn.vm.application;

import org.jspecify.annotations.NullMarked;
