/** Tables of what the pure parts say. */
@NullMarked
package io.cairn.cli.domain;

import org.jspecify.annotations.NullMarked;
