package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Kind;
import io.cairn.vm.adapter.jdbc.StoredReservations;
import io.cairn.vm.domain.reservation.Reservation;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;

/** The declaration of the kind Reservation. */
public final class ReservationKind {
    private ReservationKind() {}

    public static Kind<ReservationSpec, ReservationFacts, ReservationStatus> declare(ReservationRules rules) {
        return Kind.of(Groups.COMPUTE, "Reservation", ReservationSpec.class, ReservationFacts.NONE,
                ReservationStatus.class, Reservation::status)
                .shortNames("resv")
                .description("Room that is kept for machines to come, from a time to a time: all of it or none")
                .finalizers(StoredReservations.FINALIZER)
                .rules(rules)
                .column("Phase", "string", "Ahead, Held, Short or Over", one -> one.status().phase())
                .column("Held", "integer", "Pieces that no machine has taken", one -> "" + one.status().held())
                .column("Used", "integer", "Pieces whose place a machine has taken", one -> "" + one.status().used())
                .column("Of", "integer", "Pieces in all", one -> "" + one.status().count())
                .column("Until", "string", "When what is left is given back", one -> "" + one.spec().until())
                .wideColumn("From", "string", "From when they are held", one -> one.spec()
                        .from()
                        .orElse(one.metadata().creationTimestamp())
                        .toString())
                .wideColumn("Type", "string", "Instance type of a piece", one -> one.spec().instanceType().orElse(""))
                .wideColumn("Message", "string", "How it stands", one -> one.status().message())
                .build();
    }
}
