/** Ports of this host. */
@NullMarked
package io.cairn.cli.adapter.local;

import org.jspecify.annotations.NullMarked;
