/** Machines for tests. */
@NullMarked
package io.cairn.vm;

import org.jspecify.annotations.NullMarked;
