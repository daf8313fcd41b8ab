/** The use cases against services and nodes in memory that fail on demand. */
@NullMarked
package io.cairn.vm.application;

import org.jspecify.annotations.NullMarked;
