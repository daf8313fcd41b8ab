/** Where a machine may go and why: pure functions over a view of the nodes. */
@NullMarked
package io.cairn.scheduler.domain;

import org.jspecify.annotations.NullMarked;
