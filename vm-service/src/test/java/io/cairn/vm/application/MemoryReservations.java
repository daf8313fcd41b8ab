package io.cairn.vm.application;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.reservation.Reservation;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Reservations in memory, without a quota. */
final class MemoryReservations implements Reservations {
    private final Map<String, Resource<ReservationSpec, ReservationFacts, ReservationStatus>> all = new TreeMap<>();

    void put(Metadata metadata, ReservationSpec spec, ReservationFacts facts) {
        all.put(metadata.uid(), new Resource<>(metadata, spec, facts, Reservation.status(metadata, spec, facts)));
    }

    @Override
    public Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> find(ObjectKey key) {
        return all.values().stream().filter(one -> one.key().equals(key)).findFirst();
    }

    @Override
    public Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> find(String uid) {
        return Optional.ofNullable(all.get(uid));
    }

    @Override
    public Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> change(String uid,
            UnaryOperator<ReservationFacts> change) {
        find(uid).ifPresent(one -> put(one.metadata(), one.spec(), change.apply(one.facts())));
        return find(uid);
    }

    @Override
    public void forget(String uid) {
        all.remove(uid);
    }

    @Override
    public List<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> page(String afterUid, int limit) {
        return all.values().stream().filter(one -> one.uid().compareTo(afterUid) > 0).limit(limit).toList();
    }
}
