package io.cairn.vm.domain.reservation;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import io.cairn.vm.domain.Happenings.Happening;
import io.cairn.vm.domain.VmFacts.Trouble;
import io.cairn.vm.domain.reservation.ReservationFacts.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A reservation, what is to be done about it, and what people are told. Pure. */
public record Reservation(Metadata metadata, ReservationSpec spec, ReservationFacts facts) {

    /** The closed list of what can be done about a reservation. */
    public sealed interface Action {
        /** Nothing before this time. */
        record Await(Instant at) implements Action {}

        /** Pin the size of a piece, and book all of it. */
        record Book() implements Action {}

        /** Ask the scheduler for all pieces. */
        record Hold() implements Action {}

        /** Send no more machines for its pieces. */
        record End() implements Action {}

        /** Give back what no machine has taken. */
        record GiveBack() implements Action {}

        /** Let the object go. */
        record Forget() implements Action {}

        /** It is over, and is kept until somebody deletes it. */
        record Rest() implements Action {}
    }

    public Action next(Instant now) {
        var ends = metadata.deleting() || !now.isBefore(spec.until());
        return switch (facts.stage()) {
            case AHEAD -> ends ? new Action.End()
                    : now.isBefore(from()) ? new Action.Await(from()) : new Action.Book();
            case ASKING -> ends ? new Action.End() : new Action.Hold();
            case HELD -> ends ? new Action.End() : new Action.Await(spec.until());
            case ENDING -> new Action.GiveBack();
            case OVER -> metadata.deleting() ? new Action.Forget() : new Action.Rest();
        };
    }

    /** When it begins. */
    public Instant from() {
        return spec.from().orElse(metadata.creationTimestamp());
    }

    public static ReservationStatus status(Metadata metadata, ReservationSpec spec, ReservationFacts facts) {
        return new Reservation(metadata, spec, facts).status();
    }

    private ReservationStatus status() {
        var used = facts.taken().size();
        var held = facts.stage() == Stage.HELD || facts.stage() == Stage.ENDING ? spec.count() - used : 0;
        var phase = phase();
        var message = message();
        var status = phase.equals("Held") ? "True" : "False";
        var since = facts.since().getOrDefault("Ready=" + status, metadata.creationTimestamp());
        var reason = facts.trouble().map(Trouble::reason).orElse(phase.equals("Short") ? "Asking" : phase);
        return new ReservationStatus(phase, held, used, spec.count(), facts.size().map(ReservationFacts.Size::cpus),
                facts.size().map(size -> Quantity.ofMebibytes(size.memoryMib())), message,
                List.of(new Condition("Ready", status, reason, message, since, metadata.generation())),
                metadata.generation());
    }

    private String phase() {
        return switch (facts.stage()) {
            case AHEAD, ASKING -> facts.trouble().isPresent() ? "Short" : "Ahead";
            case HELD -> "Held";
            case ENDING, OVER -> "Over";
        };
    }

    private String message() {
        var used = facts.taken().size();
        return switch (facts.stage()) {
            case AHEAD -> facts.trouble().map(Reservation::said).orElse("Its pieces are held from " + from() + " on");
            case ASKING -> facts.trouble().map(Reservation::said).orElse("The scheduler is asked for its pieces");
            case HELD -> used == spec.count()
                    ? "Machines have taken all of its %d pieces".formatted(used)
                    : "%d of %d pieces are held and %d taken until %s".formatted(spec.count() - used, spec.count(),
                            used, spec.until());
            case ENDING -> "What no machine has taken is being given back";
            case OVER -> "It is over. Machines took %d of %d pieces, and keep their places".formatted(used,
                    spec.count());
        };
    }

    /** What to tell people of a change of facts. */
    public static List<Happening> between(ReservationFacts before, ReservationFacts after, ReservationSpec spec) {
        var events = new ArrayList<Happening>();
        after.trouble()
                .filter(now -> before.trouble().map(old -> !old.message().equals(now.message())).orElse(true))
                .ifPresent(now -> events.add(new Happening(true, now.reason(), words(now))));
        if (after.taken().size() > before.taken().size()) {
            events.add(new Happening(false, "PieceTaken", "Machines have taken %d of %d pieces".formatted(
                    after.taken().size(), spec.count())));
        }
        if (after.stage() != before.stage() && after.stage() == Stage.HELD) {
            events.add(new Happening(false, "Held", "All of its %d pieces are held until %s".formatted(spec.count(),
                    spec.until())));
        }
        if (after.stage() != before.stage() && after.stage() == Stage.OVER) {
            events.add(new Happening(false, "Over", "What no machine had taken is given back"));
        }
        return events;
    }

    private static String words(Trouble trouble) {
        return trouble.message() + (trouble.nextStep().isEmpty() ? "" : ". " + trouble.nextStep());
    }

    private static String said(Trouble trouble) {
        return words(trouble) + (trouble.waiting().isEmpty() ? "" : "; " + trouble.waiting());
    }
}
