/** The kinds of the group as the public API shows them. */
@NullMarked
package io.cairn.vm.adapter.kinds;

import org.jspecify.annotations.NullMarked;
