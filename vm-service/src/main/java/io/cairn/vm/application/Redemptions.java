package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.Redemption;
import io.cairn.vm.domain.reservation.Reservation;
import java.util.Optional;

/** What machines that name a reservation can expect of it now. */
public final class Redemptions {
    private final Reservations reservations;

    public Redemptions(Reservations reservations) {
        this.reservations = reservations;
    }

    /** Empty for a machine that names none. */
    public Optional<Redemption> of(ObjectKey machine, VmSpec spec, VmFacts.Pinned size) {
        return spec.reservation()
                .map(name -> Redemption.of(name, machine.namespace(),
                        reservations.find(new ObjectKey(machine.organisation(), machine.namespace(), name))
                                .map(found -> new Reservation(found.metadata(), found.spec(), found.facts())),
                        spec, size));
    }

    /** What the scheduler is told: of a reservation that is closed only its name, for a claim may stand already. */
    public static Optional<Scheduler.Redeem> asked(VmSpec spec, Optional<Redemption> redemption) {
        return redemption.map(found -> new Scheduler.Redeem(switch (found) {
            case Redemption.Open(var uid) -> uid;
            case Redemption.Closed _ -> "";
        }, spec.reservation().orElse("")));
    }
}
