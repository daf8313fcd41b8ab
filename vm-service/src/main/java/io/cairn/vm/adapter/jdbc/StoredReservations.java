package io.cairn.vm.adapter.jdbc;

import io.cairn.resource.application.Events;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Regarding;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.Quotas;
import io.cairn.vm.application.Reservations;
import io.cairn.vm.domain.reservation.Piece;
import io.cairn.vm.domain.reservation.Reservation;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationFacts.Stage;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.transaction.support.TransactionTemplate;

/** Reservations as resources; facts, what is booked for them and events change in one transaction. */
public final class StoredReservations implements Reservations {
    public static final String FINALIZER = "compute.cairn.io/reservation";

    private final Resources<ReservationSpec, ReservationFacts, ReservationStatus> resources;
    private final Events events;
    private final Quotas quotas;
    private final TransactionTemplate transactions;
    private final Clock clock;

    public StoredReservations(Resources<ReservationSpec, ReservationFacts, ReservationStatus> resources, Events events,
            Quotas quotas, TransactionTemplate transactions, Clock clock) {
        this.resources = resources;
        this.events = events;
        this.quotas = quotas;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> find(ObjectKey key) {
        return resources.find(key);
    }

    @Override
    public Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> find(String uid) {
        return resources.findByUid(uid);
    }

    @Override
    public Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> change(String uid,
            UnaryOperator<ReservationFacts> change) {
        return java.util.Objects.requireNonNull(transactions.execute(_ -> {
            var before = resources.locked(uid);
            var after = before.flatMap(one -> resources.changeFacts(uid, facts -> {
                var changed = change.apply(facts);
                book(one, facts, changed);
                return stamped(one.metadata(), one.spec(), changed);
            }));
            before.ifPresent(was -> after.ifPresent(is -> Reservation.between(was.facts(), is.facts(), is.spec())
                    .forEach(happening -> events.record(Regarding.of(resources.kind(), is),
                            happening.warning() ? Events.Type.WARNING : Events.Type.NORMAL, happening.reason(),
                            happening.message()))));
            return after;
        }));
    }

    private void book(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one, ReservationFacts before,
            ReservationFacts after) {
        var holder = Quotas.Holder.reservation(one.key());
        var charge = after.charge(one.spec());
        if (before.stage() == Stage.AHEAD && charge.isPresent()) {
            quotas.charge(holder, charge.get());
        } else if (!charge.equals(before.charge(one.spec())) || after.stage() == Stage.OVER
                && before.stage() != Stage.OVER) {
            charge.ifPresentOrElse(less -> quotas.note(holder, less), () -> quotas.release(holder));
        }
    }

    /** Notes when the condition turned. */
    private ReservationFacts stamped(Metadata metadata, ReservationSpec spec, ReservationFacts facts) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var since = new HashMap<String, Instant>();
        for (var condition : Reservation.status(metadata, spec, facts).conditions()) {
            var key = condition.type() + "=" + condition.status();
            since.put(key, facts.since().getOrDefault(key, now));
        }
        return facts.since(since);
    }

    /** Before anything else is locked for the machine that takes a piece of it but the machine. */
    void lock(Piece piece) {
        resources.locked(piece.reservation());
    }

    /** In the transaction that records the placement of the machine. */
    void take(Piece piece, String machine) {
        change(piece.reservation(), facts -> facts.taken(piece.number(), machine));
    }

    @Override
    public void forget(String uid) {
        transactions.executeWithoutResult(_ -> {
            // The order of locks of every writer: the object, the account, the version.
            resources.locked(uid).ifPresent(one -> {
                quotas.release(Quotas.Holder.reservation(one.key()));
                events.record(Regarding.of(resources.kind(), one), Events.Type.NORMAL, "Deleted",
                        "What it held is given back");
            });
            resources.removeFinalizer(uid, FINALIZER);
        });
    }

    @Override
    public List<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> page(String afterUid, int limit) {
        return resources.page(afterUid, limit);
    }
}
