package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Room that is kept free for machines to come, as claims of machines that do not exist. Whoever has a reservation trades a
 * piece of it for a place. For one thread at a time.
 */
public final class Reservations {
    private final int most;
    private final Map<String, Kept> kept = new TreeMap<>();

    private static final class Kept {
        private final Reservation reservation;
        private Reservation.State state = new Reservation.State.Ahead();

        private Kept(Reservation reservation) {
            this.reservation = reservation;
        }
    }

    /** @param most that there may be */
    public Reservations(int most) {
        this.most = most;
    }

    /** @return false if there are too many, or one of that name */
    public boolean add(Reservation reservation) {
        return kept.size() < most && kept.putIfAbsent(reservation.name(), new Kept(reservation)) == null;
    }

    /** Takes the room of those whose time has come, and gives back what is left of those whose time is over. */
    public void advance(ClusterView view, Instant now) {
        var over = kept.values().stream().filter(one -> !now.isBefore(one.reservation.until())).toList();
        over.forEach(one -> cancel(view, one.reservation.name()));
        for (var one : kept.values()) {
            if (!(one.state instanceof Reservation.State.Held) && !now.isBefore(one.reservation.from())) {
                one.state = switch (one.reservation.gang().place(view)) {
                    case Gang.Outcome.Whole(var claims) -> new Reservation.State.Held(claims);
                    case Gang.Outcome.Absent absent -> new Reservation.State.Short(absent);
                };
            }
        }
    }

    public Optional<Reservation.State> state(String name) {
        return Optional.ofNullable(kept.get(name)).map(one -> one.state);
    }

    /** Gives back what was not used; machines that took their place from it stay. */
    public boolean cancel(ClusterView view, String name) {
        var gone = kept.remove(name);
        if (gone != null && gone.state instanceof Reservation.State.Held(var room)) {
            room.forEach(claim -> view.release(claim.machine()));
        }
        return gone != null;
    }

    /**
     * Places a machine in the room of a reservation: one piece is given back for it.
     *
     * @return empty if the reservation holds nothing; a refusal leaves the room as it was
     */
    public Optional<Decision> redeem(ClusterView view, String name, String machine, Request request) {
        var one = kept.get(name);
        if (one == null || !(one.state instanceof Reservation.State.Held(var room)) || room.isEmpty()) {
            return Optional.empty();
        }
        var refusal = Optional.<Decision>empty();
        for (var piece : room) {
            view.release(piece.machine());
            var decision = view.place(machine, request);
            if (decision instanceof Decision.Chosen) {
                one.state = new Reservation.State.Held(without(room, piece));
                return Optional.of(decision);
            }
            view.claim(piece);
            refusal = Optional.of(decision);
        }
        return refusal;
    }

    private static List<Claim> without(List<Claim> room, Claim piece) {
        var left = new ArrayList<>(room);
        left.remove(piece);
        return List.copyOf(left);
    }
}
