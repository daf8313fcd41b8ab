/** The service that builds, keeps and serves operating system images: API group image.cairn.io. */
@NullMarked
package io.cairn.image;

import org.jspecify.annotations.NullMarked;
