/** Notations there and back. */
@NullMarked
package io.cairn.cli.adapter.text;

import org.jspecify.annotations.NullMarked;
