/**
 * Room for machines to come: all of its pieces or none, from a time to a time.
 *
 * <pre>
 *            from             all granted          until, or deleted          all given back
 *  AHEAD ───────────► ASKING ─────────────► HELD ───────────────────► ENDING ───────────────► OVER ─► gone, if deleted
 *    └────────────────────────────────────────── until, or deleted ──────────────────────────────┘
 * </pre>
 *
 * Invariants: what it is to hold is booked to the quota of the project from ASKING to OVER, less what machines took; no
 * machine is sent for a piece but while it is HELD; a piece is taken once and by one machine, which keeps it.
 */
@NullMarked
package io.cairn.vm.domain.reservation;

import org.jspecify.annotations.NullMarked;
