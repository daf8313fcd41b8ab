/**
 * Trains the JVM's AOT cache: a small server that answers as Cairn does, on its own stage (a process of its own, so
 * that its classes stay out of the cache), and a run of the commands that people use most against it.
 */
@NullMarked
package io.cairn.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
