package io.cairn.scheduler.domain.defrag;

import java.util.HashMap;
import java.util.Map;

/**
 * Puts moves that are safe one after the other into waves, each as early as it can be:
 * <ul>
 * <li>after every earlier move away from its target: it may need that room
 * <li>after every earlier move of its owner, if terms make one of them mind where the other is
 * <li>where neither of its nodes has too many already
 * </ul>
 * What a node holds at any time is then part of what it held at some time when the moves ran one after the other.
 */
final class Waves {
    private final int atOnce;
    private final Map<String, Integer> leftUntil = new HashMap<>();
    private final Map<Object, Integer> mindedUntil = new HashMap<>();
    private final Map<Slot, Integer> busy = new HashMap<>();

    private record Slot(String node, int wave) {}

    Waves(int atOnce) {
        this.atOnce = atOnce;
    }

    /** @param minds whether terms of its owner make it matter where it is */
    int next(String from, String to, Object owner, boolean minds) {
        var wave = 1 + leftUntil.getOrDefault(to, 0);
        if (minds) {
            wave = Math.max(wave, 1 + mindedUntil.getOrDefault(owner, 0));
        }
        while (busy(from, wave) >= atOnce || busy(to, wave) >= atOnce) {
            wave++;
        }
        busy.merge(new Slot(from, wave), 1, Integer::sum);
        busy.merge(new Slot(to, wave), 1, Integer::sum);
        leftUntil.merge(from, wave, Math::max);
        if (minds) {
            mindedUntil.merge(owner, wave, Math::max);
        }
        return wave;
    }

    private int busy(String node, int wave) {
        return busy.getOrDefault(new Slot(node, wave), 0);
    }
}
