/** Tests of building. */
@NullMarked
package io.cairn.image.application;

import org.jspecify.annotations.NullMarked;
