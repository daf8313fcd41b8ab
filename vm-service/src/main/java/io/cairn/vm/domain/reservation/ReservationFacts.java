package io.cairn.vm.domain.reservation;

import io.cairn.resource.domain.Limits;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmFacts.Trouble;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is known of a reservation. Its reconciler writes all of it but {@code taken}.
 *
 * @param size of a piece, as it was when it was asked for first
 * @param taken who took a piece, by its number (whoever records the placement of the machine)
 * @param trouble why it holds nothing yet, and when it is tried again
 * @param since when the condition got its status, under {@code type=status}
 */
public record ReservationFacts(Optional<Size> size, @Limits(defaults = "\"Ahead\"") Stage stage,
        @Limits(maxItems = ReservationSpec.MOST_PIECES) Map<String, String> taken, Optional<Trouble> trouble,
        @Limits(maxItems = 8) Map<String, Instant> since) {
    public static final ReservationFacts NONE = new ReservationFacts(Optional.empty(), Stage.AHEAD, Map.of(),
            Optional.empty(), Map.of());

    /** How far it is. */
    public enum Stage {
        /** The scheduler was never asked. */
        AHEAD,
        /** It is asked, or about to be: pieces may be claimed. */
        ASKING,
        /** All pieces were claimed. */
        HELD,
        /** What is left is being given back. */
        ENDING,
        /** Nothing is held any more. */
        OVER
    }

    /** Of a piece. */
    public record Size(int cpus, long memoryMib, long diskMib, @Limits(defaults = "{}") Layout layout,
            @Limits(defaults = "0") int bandwidthMbps) {}

    /** Pieces may be claimed from now on. */
    public ReservationFacts asking(Size of) {
        return stage == Stage.AHEAD
                ? new ReservationFacts(Optional.of(of), Stage.ASKING, taken, Optional.empty(), since)
                : this;
    }

    /** All were granted. */
    public ReservationFacts held() {
        return stage == Stage.ASKING ? new ReservationFacts(size, Stage.HELD, taken, Optional.empty(), since) : this;
    }

    /** No machine is sent for a piece any more. */
    public ReservationFacts ending() {
        return switch (stage) {
            case AHEAD -> over();
            case ASKING, HELD -> new ReservationFacts(size, Stage.ENDING, taken, Optional.empty(), since);
            case ENDING, OVER -> this;
        };
    }

    public ReservationFacts over() {
        return new ReservationFacts(size, Stage.OVER, taken, Optional.empty(), since);
    }

    /** A machine has it, or it is gone. */
    public ReservationFacts taken(int number, String by) {
        var all = new HashMap<>(taken);
        all.putIfAbsent(String.valueOf(number), by);
        return new ReservationFacts(size, stage, all, trouble, since);
    }

    public ReservationFacts troubled(Trouble value) {
        return stage == Stage.HELD || stage == Stage.OVER ? this
                : new ReservationFacts(size, stage, taken, Optional.of(value), since);
    }

    /** What it waits for may be there: it is tried again now. */
    public ReservationFacts due(Instant now) {
        return trouble.filter(last -> last.retryAt().isAfter(now))
                .map(last -> troubled(new Trouble(last.reason(), last.message(), last.nextStep(), last.attempts(), now,
                        last.waiting())))
                .orElse(this);
    }

    public ReservationFacts since(Map<String, Instant> value) {
        return new ReservationFacts(size, stage, taken, trouble, Map.copyOf(value));
    }

    /** Whether the piece may be claimed under its own name. */
    public boolean mayHold(int number, int count) {
        return stage != Stage.AHEAD && stage != Stage.OVER && number <= count
                && !taken.containsKey(String.valueOf(number));
    }

    /** Pieces that no machine has, by number. */
    public List<Integer> left(int count) {
        return IntStream.rangeClosed(1, count)
                .filter(number -> !taken.containsKey(String.valueOf(number)))
                .boxed()
                .toList();
    }

    /** What is booked to the quota for it; empty for nothing. */
    public Optional<Charge> charge(ReservationSpec spec) {
        var pieces = stage == Stage.AHEAD || stage == Stage.OVER ? 0 : left(spec.count()).size();
        return pieces == 0 ? Optional.empty()
                : size.map(of -> Charge.room(of.cpus(), of.memoryMib(), of.diskMib(), spec.devices()).times(pieces));
    }
}
