/** Tests of what is decided. */
@NullMarked
package io.cairn.node.domain;

import org.jspecify.annotations.NullMarked;
