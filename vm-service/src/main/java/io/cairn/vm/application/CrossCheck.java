package io.cairn.vm.application;

import io.cairn.vm.domain.reservation.Piece;
import io.cairn.vm.domain.reservation.ReservationFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds claims whose machine is gone, or neither has a place nor asks for one, and gives them back; and so pieces of
 * reservations that are gone, over, or have that piece no more. A claim must be found so in two rounds in a row: a machine
 * that is being created may have its claim before its placement is recorded. The other way round, a piece that a
 * reservation takes for held and that is claimed by nobody counts as taken.
 */
public final class CrossCheck {
    private static final Logger log = LoggerFactory.getLogger(CrossCheck.class);
    private static final int PAGE = 500;

    private final Vms vms;
    private final Reservations reservations;
    private final Scheduler scheduler;
    private Set<String> suspects = Set.of();
    private Set<Piece> missing = Set.of();

    public CrossCheck(Vms vms, Reservations reservations, Scheduler scheduler) {
        this.reservations = reservations;
        this.vms = vms;
        this.scheduler = scheduler;
    }

    /** One round; how many claims were given back. Throws {@link Unavailable}. */
    public int round() {
        // What is held before the claims are read and after: what was taken meanwhile is not missed.
        var held = held();
        var claimed = new HashSet<Piece>();
        var released = claims(claimed);
        held.retainAll(held());
        held.removeAll(claimed);
        held.stream().filter(missing::contains).forEach(this::lost);
        missing = Set.copyOf(held);
        return released;
    }

    private int claims(Set<Piece> claimed) {
        var found = new HashSet<String>();
        var released = 0;
        var page = scheduler.page("", PAGE);
        while (!page.isEmpty()) {
            for (var claim : page) {
                held(claim).ifPresent(claimed::add);
                if (wanted(claim)) {
                    continue;
                }
                if (suspects.contains(claim.vmUid())) {
                    if (!scheduler.release(claim.vmUid(), claim.generation())) {
                        continue;
                    }
                    released++;
                    log.atWarn().addKeyValue("vm", claim.vmUid()).log("A claim without a machine was given back");
                } else {
                    found.add(claim.vmUid());
                }
            }
            page = page.size() < PAGE ? List.of() : scheduler.page(page.getLast().vmUid(), PAGE);
        }
        suspects = Set.copyOf(found);
        return released;
    }

    private static Optional<Piece> held(Scheduler.Standing claim) {
        return claim.piece().filter(piece -> piece.holder().equals(claim.vmUid()));
    }

    private boolean wanted(Scheduler.Standing claim) {
        return held(claim)
                .map(piece -> reservations.find(piece.reservation())
                        .filter(one -> one.facts().mayHold(piece.number(), one.spec().count()))
                        .isPresent())
                .orElseGet(() -> vms.find(claim.vmUid())
                        .filter(vm -> vm.facts().place().isPresent() || vm.facts().asking())
                        .isPresent());
    }

    /** Pieces that reservations take for held. */
    private Set<Piece> held() {
        var held = new HashSet<Piece>();
        var page = reservations.page("", PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(one -> one.facts().stage() == ReservationFacts.Stage.HELD)
                    .forEach(one -> one.facts()
                            .left(one.spec().count())
                            .forEach(number -> held.add(new Piece(one.uid(), number))));
            page = page.size() < PAGE ? List.of() : reservations.page(page.getLast().uid(), PAGE);
        }
        return held;
    }

    private void lost(Piece piece) {
        reservations.change(piece.reservation(), facts -> facts.taken(piece.number(), "nobody"))
                .ifPresent(one -> log.atWarn()
                        .addKeyValue("reservation", one.uid())
                        .addKeyValue("piece", piece.number())
                        .log("A piece that nobody holds was written off"));
    }
}
