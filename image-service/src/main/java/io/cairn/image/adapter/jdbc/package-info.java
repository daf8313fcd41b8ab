/** What the image service keeps beside its resources. */
@NullMarked
package io.cairn.image.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
