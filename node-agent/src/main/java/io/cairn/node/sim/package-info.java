/** Simulated nodes: the agent's own logic and links on hosts in memory, thousands in one process. */
@NullMarked
package io.cairn.node.sim;

import org.jspecify.annotations.NullMarked;
