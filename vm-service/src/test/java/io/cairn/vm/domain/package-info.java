/** Tables of the next step and of the status. */
@NullMarked
package io.cairn.vm.domain;

import org.jspecify.annotations.NullMarked;
