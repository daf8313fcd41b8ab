package io.cairn.scheduler.domain.policy;

import java.util.Map;

/** The emptiest node wins, by the dimension of which it would have the smallest share left. For noisy neighbours. */
public record Spread() implements Scoring {

    @Override
    public String prefers() {
        return "the emptiest node, by what it would have the least of";
    }

    @Override
    public Map<String, Double> parts(Shape shape, Room room) {
        return Map.of("leastLeft", score(shape, room).value() / 100);
    }

    @Override
    public Score score(Shape shape, Room room) {
        var all = room.nodeClass();
        double left = Math.min(share(room.cpuMilli() - shape.cpuMilli(), all.cpuMilli()),
                share(room.memoryMib() - shape.memoryMib(), all.memoryMib()));
        left = Math.min(left, share(room.diskMib() - shape.diskMib(), all.diskMib()));
        if (shape.devices() > 0) {
            left = Math.min(left,
                    share(room.deviceMilli() - shape.deviceMilli(), (long) all.devices() * Room.WHOLE));
        }
        return new Score(100 * left, shape.shares() ? emptiest(room) : Room.NONE);
    }

    private static double share(long left, long total) {
        return total == 0 ? 1 : (double) left / total;
    }

    private static int emptiest(Room room) {
        int best = 0;
        for (int i = 1; i < room.devices(); i++) {
            best = room.free(i) > room.free(best) ? i : best;
        }
        return best;
    }
}
