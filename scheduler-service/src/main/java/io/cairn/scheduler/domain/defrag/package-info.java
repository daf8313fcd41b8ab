/**
 * Which machines to move so that whole devices, whole hosts or room for larger machines become free. A plan is data: live
 * migrations in waves. Nothing here moves anything.
 *
 * <p>
 * Invariants: a machine claims its new place before it leaves the old one, and every step fits when it runs; no step
 * breaks a required term of any machine; a plan is never beyond its budget; the same fleet gives the same plan; what a plan
 * claims to gain is what is gained once it has run on the fleet that it was made for.
 */
@NullMarked
package io.cairn.scheduler.domain.defrag;

import org.jspecify.annotations.NullMarked;
