package io.cairn.scheduler.domain.policy;

import java.util.Collection;
import java.util.List;

/**
 * The nodes that are one scheduler's among several which work at the same time. Each of them works it out for itself from
 * the names of nodes and schedulers, by the highest of their hashes: one that comes or goes changes nothing but what
 * becomes, or was, its own. For one thread at a time.
 */
public final class Part {
    private final String self;
    private List<String> others = List.of();
    private long version;

    /** All of the nodes, until there is talk of others. */
    public Part(String self) {
        this.self = self;
    }

    public String self() {
        return self;
    }

    /** @param all who are there now; whether this one is among them makes no difference */
    public void among(Collection<String> all) {
        var now = all.stream().filter(one -> !one.equals(self)).distinct().sorted().toList();
        if (!now.equals(others)) {
            others = now;
            version++;
        }
    }

    /** Whether there are others. */
    public boolean shared() {
        return !others.isEmpty();
    }

    /** How many there are with this one. */
    public int schedulers() {
        return others.size() + 1;
    }

    public boolean owns(String node) {
        var mine = weight(self, node);
        for (var other : others) {
            var its = weight(other, node);
            if (its > mine || its == mine && other.compareTo(self) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Grows whenever nodes may belong to others than before. */
    long version() {
        return version;
    }

    /** The hash of two names, mixed as by SplittableRandom: those of strings that differ little differ little. */
    private static long weight(String scheduler, String node) {
        long mixed = (long) scheduler.hashCode() << 32 ^ node.hashCode() * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
