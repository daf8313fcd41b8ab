/**
 * How good a node is for a machine: policies, one interface ({@link io.cairn.scheduler.domain.policy.Scoring}), and the
 * table that remembers their answers until a node changes ({@link io.cairn.scheduler.domain.policy.Rooms}).
 *
 * <p>A policy sees shapes and rooms, nothing else: a {@link io.cairn.scheduler.domain.policy.Shape} is what a machine
 * asks, a {@link io.cairn.scheduler.domain.policy.Room} is what a node has left. Invariants: a score depends on shape
 * and room alone (a policy that draws lots says so), the highest wins, and a policy never refuses a room that fits.
 */
@NullMarked
package io.cairn.scheduler.domain.policy;

import org.jspecify.annotations.NullMarked;
