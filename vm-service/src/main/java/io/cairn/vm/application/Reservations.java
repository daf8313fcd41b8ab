package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reservations in storage. */
public interface Reservations {
    Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> find(ObjectKey key);

    Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> find(String uid);

    /**
     * Changes the facts, books what is held by them and records the events that follow, in one transaction. Throws
     * {@link io.cairn.resource.domain.Refusal} if a quota forbids it.
     */
    Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> change(String uid,
            UnaryOperator<ReservationFacts> change);

    /** Lets the object go, with a last event. */
    void forget(String uid);

    List<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> page(String afterUid, int limit);
}
