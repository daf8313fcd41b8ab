/** Nodes, machines and what they ask, as values. */
@NullMarked
package io.cairn.scheduler.domain.model;

import org.jspecify.annotations.NullMarked;
