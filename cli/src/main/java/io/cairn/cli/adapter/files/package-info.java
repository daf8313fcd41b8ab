/** Files of the client itself: the shelf where discovery is kept for a few minutes. */
@NullMarked
package io.cairn.cli.adapter.files;

import org.jspecify.annotations.NullMarked;
