/** The whole service against a real PostgreSQL, and what its tests share. */
@NullMarked
package io.cairn.image;

import org.jspecify.annotations.NullMarked;
