/** Building images, and the ports it needs. */
@NullMarked
package io.cairn.image.application;

import org.jspecify.annotations.NullMarked;
