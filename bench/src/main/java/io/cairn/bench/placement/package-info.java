/** How fast the placement engine decides, in memory. */
@NullMarked
package io.cairn.bench.placement;

import org.jspecify.annotations.NullMarked;
