/** Tests of the commands themselves. */
@NullMarked
package io.cairn.cli.adapter.command;

import org.jspecify.annotations.NullMarked;
