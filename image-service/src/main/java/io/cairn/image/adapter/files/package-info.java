/** Content-addressed blobs in a directory. */
@NullMarked
package io.cairn.image.adapter.files;

import org.jspecify.annotations.NullMarked;
