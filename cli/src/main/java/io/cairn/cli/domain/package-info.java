/**
 * What the client knows without talking to anybody: objects as trees, types and their names, tables, ages,
 * descriptions, what to wait for, and how a failure is told. Plain Java, pure, no clock and no I/O.
 *
 * <p>The client knows no kind by its fields. Columns come from the server's Table, sections from the object, advice
 * from its conditions; so a kind that is added to the server is shown at once.
 */
@NullMarked
package io.cairn.cli.domain;

import org.jspecify.annotations.NullMarked;
