package io.cairn.scheduler.application;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Room that others make for machines, as it stands in the view of a scheduler. */
final class Nominations {
    private final Claims storage;
    private final Room room;
    private final Map<String, Nomination> all = new HashMap<>();
    private long turn;

    /** Where it stands. */
    interface Room {
        void count(Claim hold);

        void release(String holder);

        /** It is everybody's now. */
        void freed();
    }

    Nominations(Claims storage, Room room) {
        this.storage = storage;
        this.room = room;
    }

    void clear() {
        all.clear();
    }

    /** Takes in what is kept now. */
    void become(long newTurn, List<Nomination> now) {
        turn = newTurn;
        var uids = now.stream().map(Nomination::vmUid).toList();
        List.copyOf(all.keySet()).stream().filter(uid -> !uids.contains(uid)).forEach(this::unhold);
        now.stream().filter(one -> !find(one.vmUid()).filter(one::same).isPresent()).forEach(this::hold);
    }

    /** False if another scheduler had room made meanwhile: it is to be decided anew. */
    boolean nominate(Nomination nomination) {
        if (!storage.nominate(nomination, turn)) {
            return false;
        }
        turn++;
        hold(nomination);
        return true;
    }

    /** Room that is made for a machine is nobody else's. */
    void hold(Nomination nomination) {
        unhold(nomination.vmUid());
        all.put(nomination.vmUid(), nomination);
        room.count(nomination.hold());
    }

    boolean unhold(String vmUid) {
        var before = all.remove(vmUid);
        if (before != null) {
            room.release(before.holder());
            room.freed();
        }
        return before != null;
    }

    Optional<Nomination> find(String vmUid) {
        return Optional.ofNullable(all.get(vmUid));
    }

    Collection<Nomination> all() {
        return all.values();
    }

    int size() {
        return all.size();
    }

    /** On a node that is shown again. */
    void count(String node) {
        all.values().stream().filter(one -> one.node().equals(node)).forEach(one -> room.count(one.hold()));
    }

    /** Decides for a machine, which may have the room that is made for it. */
    <A> A without(String vmUid, Supplier<A> decide) {
        var hold = find(vmUid);
        hold.ifPresent(nomination -> room.release(nomination.holder()));
        try {
            return decide.get();
        } finally {
            hold.ifPresent(nomination -> room.count(nomination.hold()));
        }
    }
}
