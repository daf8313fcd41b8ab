package io.cairn.scheduler.domain.policy;

import java.util.Map;

/**
 * Cairn's own policy: the node on which the machine costs the least of what could still be placed there. See
 * docs/decisions/0005-the-default-policy-looks-ahead.md.
 *
 * <p>The cost is how much more will be left over in the end ({@link Stranding}), with a little of how much more the
 * very next request could not use ({@link Fragmentation}), requests weighed by their size: that keeps whole nodes whole
 * for the few who need them, while there is room for all. For one thread at a time.
 */
public final class Foresight implements Scoring {
    /** How much the next request counts beside all later ones. */
    private static final double NEXT = 0.25;
    /** A node without devices has none to strand: above all that have. */
    private static final double NO_DEVICES = 2.0 * Room.WHOLE;
    /** Thousandths of devices; more than one machine can cost or save. */
    private static final double RANGE = 20.0 * Room.WHOLE;
    /** As much as half a node, or half a device, that is stranded. */
    private static final double APART = 500;
    /** Between the fullest and the emptiest node without devices; nodes with devices are further away. */
    private static final double NEAR = 1_500;
    /** As much as half a device that is stranded. */
    private static final double NEAR_WITH_DEVICES = 500;

    private final Balance balance;
    private final Stranding stranding;
    private final Fragmentation fragmentation;
    private final Losses losses;

    /**
     * @param workload that is expected, from what was asked lately
     * @param capacity the share of all devices that is of a model, 0 to 1
     * @param seed of the luck in the futures that are looked at; the same seed makes the same policy
     */
    public Foresight(Workload workload, Map<String, Double> capacity, long seed) {
        balance = new Balance(workload);
        stranding = new Stranding(new Feeds(workload, capacity, seed));
        fragmentation = new Fragmentation(workload.bySize());
        losses = new Losses(this::loss);
    }

    /** The next request does not look at memory. */
    private Losses.Lost loss(NodeClass node, int cpuMilli, long memoryMib, int[] free) {
        var left = stranding.of(Feeds.Kind.of(node), cpuMilli, memoryMib, free);
        return new Losses.Lost(left.milli() + NEXT * fragmentation.of(new Room(node, cpuMilli, memoryMib, 0, free)),
                left.enoughMib());
    }

    @Override
    public String prefers() {
        return "the node on which the least is lost for what is usually asked";
    }

    @Override
    public Score score(Shape shape, Room room) {
        if (room.devices() == 0) {
            return new Score(NO_DEVICES + balance.score(shape, room), Room.NONE);
        }
        double before = losses.of(room);
        return Scoring.best(shape, room, after -> before - losses.of(after));
    }

    @Override
    public Map<String, Double> parts(Shape shape, Room room) {
        if (room.devices() == 0) {
            return balance.parts(shape, room);
        }
        var after = room.take(shape, score(shape, room).device());
        return Map.of("strandedDevices", (stranding.of(after) - stranding.of(room)) / Room.WHOLE, "fragmentedDevices",
                (fragmentation.of(after) - fragmentation.of(room)) / Room.WHOLE);
    }

    @Override
    public double apart() {
        return APART;
    }

    @Override
    public double near(boolean devices) {
        return (devices ? NEAR_WITH_DEVICES : NEAR) / RANGE / 2;
    }

    @Override
    public double portion(double value) {
        return 0.5 + value / RANGE / 2;
    }
}
