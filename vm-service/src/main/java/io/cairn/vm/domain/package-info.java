/**
 * One machine: what its owner wants, where it lives, what its node last reported, and what follows from that.
 *
 * <pre>
 *  facts              writer            next() picks the first that holds
 *  intent             the API           nothing pinned            -> Pin     (image digest, size)
 *  placement, epoch   scheduler answer  run, nowhere              -> Place
 *  observation        node reports      node silent               -> Await   (silence proves nothing)
 *  asking, trouble    the reconciler    not to run, nowhere, but
 *                                         a claim may stand       -> Withdraw
 *                                       seen differs from wanted  -> Ensure  (running | paused | off | absent)
 *                                       remove, seen absent       -> Release -> Forget
 *                                       otherwise                 -> Settled
 * </pre>
 *
 * Invariants: a machine is placed on at most one node; each placement has a higher epoch than the one before; a claim
 * is given back only after the node said, at the epoch of the placement and having taken in the removal, that nothing of
 * the machine is left there. What a node said before it took in the newest command proves nothing about what it does now.
 */
@NullMarked
package io.cairn.vm.domain;

import org.jspecify.annotations.NullMarked;
