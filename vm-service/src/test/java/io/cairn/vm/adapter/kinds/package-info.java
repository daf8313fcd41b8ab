/** Tests of the kinds that need no store. */
@NullMarked
package io.cairn.vm.adapter.kinds;

import org.jspecify.annotations.NullMarked;
