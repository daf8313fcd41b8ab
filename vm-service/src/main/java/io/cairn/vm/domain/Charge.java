package io.cairn.vm.domain;

import io.cairn.resource.domain.Quantity;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What a machine takes of a quota, whether it runs or not: its disk stands, and it may be started at any time. */
public record Charge(long cpus, long memoryMib, long diskMib) {

    /** What is counted, in the order in which it is locked and shown. */
    public enum Dimension {
        CPUS,
        DISK,
        MACHINES,
        MEMORY;

        /** As the API spells it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** An amount for people. */
        public String text(long amount) {
            return switch (this) {
                case CPUS, MACHINES -> Long.toString(amount);
                case DISK, MEMORY -> Quantity.ofMebibytes(amount).text();
            };
        }
    }

    public static Charge of(VmFacts.Pinned pinned) {
        return new Charge(pinned.cpus(), pinned.memoryMib(), pinned.diskMib());
    }

    private long amount(Dimension dimension) {
        return switch (dimension) {
            case CPUS -> cpus;
            case DISK -> diskMib;
            case MACHINES -> 1;
            case MEMORY -> memoryMib;
        };
    }

    public Map<Dimension, Long> amounts() {
        var amounts = new TreeMap<Dimension, Long>();
        Arrays.stream(Dimension.values()).forEach(dimension -> amounts.put(dimension, amount(dimension)));
        return amounts;
    }
}
