/** The commands as picocli sees them: options, help with examples, printing of results. */
@NullMarked
package io.cairn.cli.adapter.command;

import org.jspecify.annotations.NullMarked;
