/** The kind Image as the public API shows it. */
@NullMarked
package io.cairn.image.adapter.kinds;

import org.jspecify.annotations.NullMarked;
