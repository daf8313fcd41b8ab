/**
 * What to do about one machine on this host.
 *
 * <pre>
 *   wanted RUNNING   off, run not started yet ------------------> Prepare, Start
 *                    off, run ended: policy says again ----------> Start (after back-off)
 *                    running an older run -----------------------> Shutdown, at the deadline Destroy, then Start
 *   wanted PAUSED    as RUNNING, then Suspend; wanted RUNNING while paused: Resume
 *   wanted OFF       running ------------------------------------> Shutdown, at the deadline Destroy
 *   wanted ABSENT    running -> Destroy, anything left -> Remove
 * </pre>
 *
 * Invariants: a command of a lower epoch, or of a lower generation at the same epoch, is refused; a machine that is gone
 * leaves a tombstone with its epoch, so that an old command cannot bring it back.
 */
@NullMarked
package io.cairn.node.domain;

import org.jspecify.annotations.NullMarked;
