/** Tests of the blob folder. */
@NullMarked
package io.cairn.image.adapter.files;

import org.jspecify.annotations.NullMarked;
