package io.cairn.vm.domain.reservation;

import io.cairn.vm.domain.VmFacts.Pinned;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.ReservationFacts.Stage;
import java.util.Optional;

/** What a machine that names a reservation can expect of it. Pure. */
public sealed interface Redemption {

    /** A piece of it is the machine's, if the scheduler agrees. */
    record Open(String reservation) implements Redemption {}

    /** Nothing, and what to do about it. */
    record Closed(String reason, String message, String nextStep) implements Redemption {}

    String WITHOUT = "or make the machine anew without placement.reservation";

    /** @param found empty if there is none of that name in the namespace */
    static Redemption of(String name, String namespace, Optional<Reservation> found, VmSpec machine, Pinned size) {
        return found.map(reservation -> of(reservation, machine, size))
                .orElseGet(() -> new Closed("ReservationNotFound",
                        "There is no reservation %s in namespace %s".formatted(name, namespace),
                        "Create it, " + WITHOUT));
    }

    private static Redemption of(Reservation reservation, VmSpec machine, Pinned size) {
        var name = reservation.metadata().name();
        var facts = reservation.facts();
        if (reservation.metadata().deleting() || facts.stage() == Stage.ENDING || facts.stage() == Stage.OVER) {
            return new Closed("ReservationOver", "Reservation %s is over".formatted(name),
                    "Reserve anew and make the machine anew for that, " + WITHOUT);
        }
        if (facts.stage() != Stage.HELD) {
            return facts.trouble()
                    .map(why -> new Closed("ReservationShort", "Reservation %s holds nothing yet: %s".formatted(name,
                            why.message()), "The machine is placed by itself once it does. " + why.nextStep()))
                    .orElseGet(() -> new Closed("ReservationAhead", "Reservation %s holds room from %s on".formatted(
                            name, reservation.from()), "The machine is placed by itself then"));
        }
        var count = reservation.spec().count();
        if (facts.left(count).isEmpty()) {
            return new Closed("ReservationUsedUp", count == 1 ? "The piece of reservation %s is taken".formatted(name)
                    : "All %d pieces of reservation %s are taken".formatted(count, name), "Reserve more, " + WITHOUT);
        }
        return facts.size()
                .flatMap(piece -> larger(machine, size, reservation.spec(), piece))
                .<Redemption>map(how -> new Closed("ReservationDoesNotFit", "%s, and a piece of reservation %s has %s"
                        .formatted(how.asked(), name, how.has()),
                        "Make the machine anew as small as a piece, "
                                + WITHOUT))
                .orElseGet(() -> new Open(reservation.metadata().uid()));
    }

    /** In words. */
    record Larger(String asked, String has) {}

    /** How the machine asks for more than there is of a piece: that would count against no quota. */
    private static Optional<Larger> larger(VmSpec machine, Pinned size, ReservationSpec spec,
            ReservationFacts.Size piece) {
        if (size.cpus() > piece.cpus()) {
            return Optional.of(new Larger("It asks for " + vcpus(size.cpus()), vcpus(piece.cpus())));
        }
        if (size.memoryMib() > piece.memoryMib()) {
            return larger("%d MiB of memory", size.memoryMib(), piece.memoryMib());
        }
        if (size.diskMib() > piece.diskMib()) {
            return larger("a root disk of %d MiB", size.diskMib(), piece.diskMib());
        }
        if (size.bandwidthMbps() > piece.bandwidthMbps()) {
            return larger("%d Mbit/s of bandwidth", size.bandwidthMbps(), piece.bandwidthMbps());
        }
        if (size.layout().dedicatedCpus() != piece.layout().dedicatedCpus()
                || size.layout().hugepageMib() != piece.layout().hugepageMib()) {
            return Optional.of(new Larger("It asks for other CPUs or pages",
                    (piece.layout().dedicatedCpus() ? "dedicated CPUs" : "shared CPUs") + " and "
                            + (piece.layout().hugepageMib() == 0 ? "ordinary pages"
                                    : "pages of %d MiB".formatted(piece.layout().hugepageMib()))));
        }
        return machine.devices()
                .stream()
                .filter(device -> spec.devices().stream().noneMatch(has -> covers(has, device)))
                .findFirst()
                .map(device -> new Larger("It asks for " + words(device), spec.devices().isEmpty() ? "no devices"
                        : String.join(", ", spec.devices().stream().map(Redemption::words).toList())));
    }

    private static String vcpus(int count) {
        return count == 1 ? "1 vCPU" : count + " vCPUs";
    }

    private static Optional<Larger> larger(String words, long asked, long has) {
        return Optional.of(new Larger("It asks for " + words.formatted(asked), words.formatted(has)));
    }

    private static boolean covers(VmSpec.DeviceSpec piece, VmSpec.DeviceSpec device) {
        return device.class_().equals(piece.class_()) && device.count() <= piece.count()
                && device.sharePercent().equals(piece.sharePercent()) && device.model().equals(piece.model())
                && device.alternatives().equals(piece.alternatives());
    }

    private static String words(VmSpec.DeviceSpec device) {
        return device.sharePercent().map(share -> share + " % of ").orElse(device.count() + " x ")
                + device.model().orElse(device.class_());
    }
}
