/** Tests of what an image is. */
@NullMarked
package io.cairn.image.domain;

import org.jspecify.annotations.NullMarked;
