package io.cairn.scheduler.domain.engine;

import java.util.Arrays;

/** Small numbers by domain; of many domains, only those that are not zero take room. */
final class Counts {
    private static final int DENSE = 4096;
    private static final int FREE = -1;

    private final boolean dense;
    private int[] keys;
    private int[] values;
    private int used;

    Counts(int domains) {
        dense = domains <= DENSE;
        keys = dense ? new int[0] : free(16);
        values = new int[dense ? domains : 16];
    }

    private static int[] free(int size) {
        var keys = new int[size];
        Arrays.fill(keys, FREE);
        return keys;
    }

    int get(int domain) {
        if (dense) {
            return values[domain];
        }
        var i = find(domain);
        return keys[i] == domain ? values[i] : 0;
    }

    void add(int domain, int more) {
        if (dense) {
            values[domain] += more;
            return;
        }
        var i = find(domain);
        if (keys[i] == FREE) {
            keys[i] = domain;
            used++;
        }
        values[i] += more;
        if (used * 2 > keys.length) {
            rebuild();
        }
    }

    private int find(int domain) {
        var i = domain * 0x9E3779B9 >>> 1 & keys.length - 1;
        while (keys[i] != domain && keys[i] != FREE) {
            i = i + 1 & keys.length - 1;
        }
        return i;
    }

    /** Without the zeros; larger if that is not enough. */
    private void rebuild() {
        var oldKeys = keys;
        var oldValues = values;
        var kept = (int) Arrays.stream(oldValues).filter(value -> value != 0).count();
        keys = free(Math.max(16, Integer.highestOneBit(kept * 4 + 1) << 1));
        values = new int[keys.length];
        used = 0;
        for (var i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                add(oldKeys[i], oldValues[i]);
            }
        }
    }
}
