/**
 * The command line client, {@code cairn}. It speaks the public API and nothing else.
 *
 * <p>Start-up time is what a person feels at every command, so: no framework, no data binding, few jars, commands are
 * built only when they are named, YAML is loaded only when it is met, and an AOT cache of the JVM covers the rest.
 */
@NullMarked
package io.cairn.cli;

import org.jspecify.annotations.NullMarked;
