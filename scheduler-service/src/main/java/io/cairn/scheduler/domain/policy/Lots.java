package io.cairn.scheduler.domain.policy;

import java.util.random.RandomGenerator;

/** Draws lots among the nodes that fit, and among the devices of a node. The floor that every policy must beat. */
public record Lots(RandomGenerator random) implements Scoring {

    @Override
    public String prefers() {
        return "none";
    }

    @Override
    public Score score(Shape shape, Room room) {
        int device = Room.NONE;
        if (shape.shares()) {
            int seen = 0;
            for (int i = 0; i < room.devices(); i++) {
                if (room.free(i) >= shape.milli() && random.nextInt(++seen) == 0) {
                    device = i;
                }
            }
        }
        return new Score(random.nextDouble(), device);
    }

    @Override
    public double portion(double value) {
        return value;
    }

    @Override
    public boolean steady() {
        return false;
    }
}
