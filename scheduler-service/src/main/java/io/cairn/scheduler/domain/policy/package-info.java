/**
 * How good a node is for a machine. The scheduler and the replays of traces use the same: a family of formulae
 * ({@link io.cairn.scheduler.domain.policy.Scoring}: default, best fit, spread, fgd), seen by the view of the fleet as its
 * policy ({@link io.cairn.scheduler.domain.policy.ScoringPolicy}), one for each pool of nodes, which learns what is asked
 * there ({@link io.cairn.scheduler.domain.policy.Pools}).
 *
 * <p>A formula sees shapes and rooms, nothing else: a {@link io.cairn.scheduler.domain.policy.Shape} is what a machine
 * asks, a {@link io.cairn.scheduler.domain.policy.Room} is what a node has left. Invariants: a score depends on shape,
 * room and what was taught alone (a policy that draws lots says so), the highest wins, and a policy never refuses a room
 * that fits.
 */
@NullMarked
package io.cairn.scheduler.domain.policy;

import org.jspecify.annotations.NullMarked;
