/** The person's terminal: colours, one progress line, and its raw mode for the console. */
@NullMarked
package io.cairn.cli.adapter.terminal;

import org.jspecify.annotations.NullMarked;
