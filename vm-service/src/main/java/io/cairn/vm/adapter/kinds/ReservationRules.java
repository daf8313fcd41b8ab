package io.cairn.vm.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.InstanceTypes;
import io.cairn.vm.application.Quotas;
import io.cairn.vm.application.Reserving;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationFacts.Stage;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a reservation must be beyond its schema. */
public final class ReservationRules implements Kind.Rules<ReservationSpec, ReservationFacts, ReservationStatus> {
    /** In a namespace. */
    static final int MOST = 100;
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Supplier<Resources<ReservationSpec, ReservationFacts, ReservationStatus>> reservations;
    private final InstanceTypes types;
    private final Quotas quotas;
    private final Clock clock;

    /** A supplier, because the kind is declared before its store exists. */
    public ReservationRules(Supplier<Resources<ReservationSpec, ReservationFacts, ReservationStatus>> reservations,
            InstanceTypes types, Quotas quotas, Clock clock) {
        this.reservations = reservations;
        this.types = types;
        this.quotas = quotas;
        this.clock = clock;
    }

    @Override
    public List<Cause> validate(ObjectKey key, ReservationSpec spec, Optional<ReservationSpec> before) {
        var causes = new ArrayList<Cause>();
        VmRules.size("spec", spec.machine()).ifPresent(causes::add);
        spec.resources().ifPresent(size -> causes.addAll(LayoutRules.check("spec.resources", size)));
        if (spec.instanceType().isEmpty() && spec.resources().isEmpty()) {
            causes.add(Cause.required("spec.instanceType", "name an instance type (%s), or give resources"
                    .formatted(String.join(", ", types.names()))));
        }
        causes.addAll(PlacementRules.check("spec", spec.machine()));
        spec.from()
                .filter(from -> !from.isBefore(spec.until()))
                .ifPresent(from -> causes.add(Cause.invalid("spec.until", spec.until(),
                        "must be after spec.from, which is " + from)));
        return causes;
    }

    /** The type must exist now: better told at once than found out when its time has come. */
    @Override
    public void consult(Caller caller, ObjectKey key, ReservationSpec spec) {
        spec.instanceType()
                .filter(name -> types.find(name).isEmpty())
                .ifPresent(name -> {
                    throw invalid(key, new Cause("FieldValueNotFound", "spec.instanceType",
                            "Not found: \"%s\": the instance types are %s".formatted(name,
                                    String.join(", ", types.names()))));
                });
    }

    @Override
    public void admit(Caller caller, ObjectKey key, ReservationSpec spec,
            Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> before) {
        var now = clock.instant();
        if (before.filter(one -> one.spec().until().equals(spec.until())).isEmpty()) {
            until(key, spec, before, now);
        }
        if (before.isEmpty()) {
            if (reservations.get().within(key.organisation(), key.namespace(), MOST).size() >= MOST) {
                throw new Refusal(Reason.FORBIDDEN, ("Reservation \"%s\" is forbidden: namespace %s has %d already, "
                        + "which is the most. Delete those that are over").formatted(key.name(), key.namespace(),
                                MOST));
            }
            if (spec.from().filter(now::isBefore).isEmpty()) {
                book(key, spec);
            }
        }
    }

    private static void until(ObjectKey key, ReservationSpec spec,
            Optional<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> before, Instant now) {
        if (before.map(one -> one.facts().stage())
                .filter(stage -> stage == Stage.ENDING || stage == Stage.OVER)
                .isPresent()) {
            throw new Refusal(Reason.CONFLICT, "Reservation \"%s\" is over: make another one".formatted(key.name()));
        }
        if (before.isEmpty() && !spec.until().isAfter(now)) {
            throw invalid(key, Cause.invalid("spec.until", spec.until(), "must be in the future; it is " + now));
        }
        if (spec.until().isAfter(now.plus(LONGEST))) {
            throw invalid(key, Cause.invalid("spec.until", spec.until(),
                    "must be at most a year ahead: %s at the latest".formatted(now.plus(LONGEST))));
        }
    }

    /** One that begins at once is booked at once; others when their time comes. */
    private void book(ObjectKey key, ReservationSpec spec) {
        spec.resources()
                .or(() -> spec.instanceType().flatMap(types::find))
                .map(size -> Reserving.pinned(spec, size))
                .map(size -> Charge.room(size.cpus(), size.memoryMib(), size.diskMib(), spec.devices()))
                .ifPresent(piece -> quotas.charge(Quotas.Holder.reservation(key), piece.times(spec.count())));
    }

    private static Refusal invalid(ObjectKey key, Cause cause) {
        return new Refusal(Reason.INVALID, "Reservation.compute.cairn.io \"%s\" is invalid: %s: %s".formatted(
                key.name(), cause.field(), cause.message()), List.of(cause));
    }
}
