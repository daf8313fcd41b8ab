package io.cairn.scheduler.domain.policy;

import java.util.Map;

/** A placement policy: of the nodes that fit, the one with the highest score wins. */
public interface Scoring {

    /** Asked only for rooms that fit the shape. */
    Score score(Shape shape, Room room);

    /** What it is after, to go on from "it prefers". */
    String prefers();

    /** What a score is made of, by names that people understand; for rooms that fit. */
    default Map<String, Double> parts(Shape shape, Room room) {
        return Map.of();
    }

    /** What each NUMA node costs that a pinned machine spans beyond the first, or that is not near its devices. */
    default double apart() {
        return 0;
    }

    /** Whether the same shape and room always get the same score, so that it can be remembered. */
    default boolean steady() {
        return true;
    }

    /** A value as a part of the best there could be, 0 to 1; here for values from 0 to 100. */
    default double portion(double value) {
        return value / 100;
    }

    /**
     * How much better a node has to be to be worth a race with other schedulers, as a part of the best there could be.
     *
     * @param devices whether devices are asked for
     */
    default double near(boolean devices) {
        return 0.1;
    }

    /** @param device the one to share; {@link Room#NONE} if the shape shares none */
    record Score(double value, int device) {}

    /** What a policy that judges only the room afterwards makes of a shape: each device that could be shared is tried. */
    static Score best(Shape shape, Room room, Afterwards judge) {
        if (!shape.shares()) {
            return new Score(judge.value(room.take(shape, Room.NONE)), Room.NONE);
        }
        double best = Double.NEGATIVE_INFINITY;
        int device = Room.NONE;
        for (int i = 0; i < room.devices(); i++) {
            if (room.free(i) < shape.milli() || seen(room, i)) {
                continue;
            }
            double value = judge.value(room.take(shape, i));
            if (value > best) {
                best = value;
                device = i;
            }
        }
        return new Score(best, device);
    }

    /** A device with as much room as an earlier one makes no difference. */
    private static boolean seen(Room room, int device) {
        for (int i = 0; i < device; i++) {
            if (room.free(i) == room.free(device)) {
                return true;
            }
        }
        return false;
    }

    /** How good it would be to be left with a room. */
    @FunctionalInterface
    interface Afterwards {
        double value(Room after);
    }
}
