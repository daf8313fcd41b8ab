/** Runs recipes as child processes with progress, a bound and a log. */
@NullMarked
package io.cairn.image.adapter.recipe;

import org.jspecify.annotations.NullMarked;
