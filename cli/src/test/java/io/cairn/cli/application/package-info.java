/** Tests of what the commands do. */
@NullMarked
package io.cairn.cli.application;

import org.jspecify.annotations.NullMarked;
