/** Where a machine may go and why: an incremental view of the nodes, and decisions on it. */
@NullMarked
package io.cairn.scheduler.domain.engine;

import org.jspecify.annotations.NullMarked;
