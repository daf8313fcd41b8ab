/** Counts and times builds. */
@NullMarked
package io.cairn.image.adapter.metrics;

import org.jspecify.annotations.NullMarked;
