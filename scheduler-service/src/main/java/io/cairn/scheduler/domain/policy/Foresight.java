package io.cairn.scheduler.domain.policy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cairn's own policy: the node on which the machine costs the least of what could still be placed there. See
 * docs/decisions/0005-the-default-policy-looks-ahead.md.
 *
 * <p>The cost is how much more will be left over in the end ({@link Stranding}), with a little of how much more the
 * very next request could not use ({@link Fragmentation}), which keeps whole nodes whole while there is room for all.
 */
public final class Foresight implements Scoring {
    /** How much the next request counts beside all later ones. */
    private static final double NEXT = 0.25;
    /** A node without devices has none to strand: above all that have. */
    private static final double NO_DEVICES = 2.0 * Room.WHOLE;
    /** Thousandths of devices; more than one machine can cost or save. */
    private static final double RANGE = 20.0 * Room.WHOLE;
    /** Answers that are remembered, at some 150 bytes each; then it starts anew. */
    private static final int REMEMBERED = 200_000;

    private final Balance balance;
    private final Stranding stranding;
    private final Fragmentation fragmentation;
    private final Map<Room, Double> remembered = new ConcurrentHashMap<>();

    /**
     * @param workload that is expected, from what was asked lately
     * @param capacity the share of all devices that is of a model, 0 to 1
     * @param seed of the luck in the futures that are looked at; the same seed makes the same policy
     */
    public Foresight(Workload workload, Map<String, Double> capacity, long seed) {
        balance = new Balance(workload);
        stranding = new Stranding(new Feeds(workload, capacity, seed));
        fragmentation = new Fragmentation(workload);
    }

    @Override
    public Score score(Shape shape, Room room) {
        if (room.devices() == 0) {
            return new Score(NO_DEVICES + balance.score(shape, room), Room.NONE);
        }
        double before = loss(room);
        return Scoring.best(shape, room, after -> before - loss(after));
    }

    @Override
    public double portion(double value) {
        return 0.5 + value / RANGE / 2;
    }

    private double loss(Room room) {
        var key = room.sorted();
        var known = remembered.get(key);
        if (known != null) {
            return known;
        }
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        double loss = stranding.of(key) + NEXT * fragmentation.of(key);
        remembered.put(key, loss);
        return loss;
    }
}
