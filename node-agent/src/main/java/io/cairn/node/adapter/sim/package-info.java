/** A host in memory that honours the same contract and can fail on demand. */
@NullMarked
package io.cairn.node.adapter.sim;

import org.jspecify.annotations.NullMarked;
