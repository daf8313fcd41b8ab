package io.cairn.vm;

import io.cairn.vm.application.Reservations;
import io.cairn.vm.domain.reservation.ReservationStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Reservations as metrics, counted now and then. */
final class ReservationMeters {
    private static final int PAGE = 500;

    private final Reservations reservations;
    private final AtomicLong held;
    private final AtomicLong shortOf;

    ReservationMeters(Reservations reservations, MeterRegistry meters) {
        this.reservations = reservations;
        this.held = meters.gauge("cairn_reservation_pieces_held", new AtomicLong());
        this.shortOf = meters.gauge("cairn_reservations_short", new AtomicLong());
    }

    void count() {
        var pieces = 0L;
        var waiting = 0L;
        var page = reservations.page("", PAGE);
        while (!page.isEmpty()) {
            pieces += page.stream().mapToLong(one -> one.status().held()).sum();
            waiting += page.stream().filter(one -> isShort(one.status())).count();
            page = page.size() < PAGE ? List.of() : reservations.page(page.getLast().uid(), PAGE);
        }
        held.set(pieces);
        shortOf.set(waiting);
    }

    private static boolean isShort(ReservationStatus status) {
        return status.phase().equals("Short");
    }
}
