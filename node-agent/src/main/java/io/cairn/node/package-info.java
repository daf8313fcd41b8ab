/** The daemon on each host. */
@NullMarked
package io.cairn.node;

import org.jspecify.annotations.NullMarked;
