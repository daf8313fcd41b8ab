/** Keeps the machines of this host as they are wanted, one actor each, and reports what it sees. */
@NullMarked
package io.cairn.node.application;

import org.jspecify.annotations.NullMarked;
