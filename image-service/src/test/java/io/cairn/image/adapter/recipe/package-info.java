/** Tests of running recipes, and of the recipes themselves. */
@NullMarked
package io.cairn.image.adapter.recipe;

import org.jspecify.annotations.NullMarked;
