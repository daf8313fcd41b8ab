package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What pinned machines leave of the NUMA nodes of one node. A machine on several takes an equal part of each, rounded
 * up. Machines that are pinned nowhere count for the node as a whole only.
 */
final class Cells {
    private List<Node.Cell> cells = List.of();
    private Left[] left = {};

    private static final class Left {
        private long cpuMilli;
        private long memoryMib;
        private long hugepages2Mi;
        private long hugepages1Gi;

        private void add(Resources part, int percent, int sign) {
            cpuMilli += sign * cpuMilli(part, percent);
            memoryMib += sign * part.memoryMib();
            hugepages2Mi += sign * (long) part.hugepages2Mi();
            hugepages1Gi += sign * (long) part.hugepages1Gi();
        }

        private boolean holds(Resources part, int percent) {
            return cpuMilli(part, percent) <= cpuMilli && part.memoryMib() <= memoryMib
                    && part.hugepages2Mi() <= hugepages2Mi && part.hugepages1Gi() <= hugepages1Gi;
        }

        private void become(Left other) {
            cpuMilli = other.cpuMilli;
            memoryMib = other.memoryMib;
            hugepages2Mi = other.hugepages2Mi;
            hugepages1Gi = other.hugepages1Gi;
        }

        /** How often it holds a part that is not nothing. */
        private long times(Resources part, int percent) {
            return Math.min(Math.min(times(cpuMilli, cpuMilli(part, percent)), times(memoryMib, part.memoryMib())),
                    Math.min(times(hugepages2Mi, part.hugepages2Mi()), times(hugepages1Gi, part.hugepages1Gi())));
        }

        private static long times(long free, long asked) {
            return asked == 0 ? Long.MAX_VALUE : Math.max(0, free) / asked;
        }

        private void take(Resources part, int percent, long times) {
            cpuMilli -= times * cpuMilli(part, percent);
            memoryMib -= times * part.memoryMib();
            hugepages2Mi -= times * part.hugepages2Mi();
            hugepages1Gi -= times * part.hugepages1Gi();
        }

        /** Thousandths of logical CPUs, rounded up. */
        private static long cpuMilli(Resources part, int percent) {
            return part.dedicatedCpus() * 1000L + (part.cpuMilli() * 100L + percent - 1) / percent;
        }
    }

    void become(List<Node.Cell> now) {
        cells = now;
        left = new Left[now.size()];
        for (var i = 0; i < left.length; i++) {
            var cell = now.get(i);
            left[i] = new Left();
            left[i].cpuMilli = cell.cpus() * 1000L;
            left[i].memoryMib = cell.memoryMib();
            left[i].hugepages2Mi = cell.hugepages2Mi();
            left[i].hugepages1Gi = cell.hugepages1Gi();
        }
    }

    void book(List<Integer> pinned, Resources whole, int percent, int sign) {
        var part = part(whole, pinned.size());
        for (var i = 0; i < left.length; i++) {
            if (pinned.contains(cells.get(i).id())) {
                left[i].add(part, percent, -sign);
            }
        }
    }

    boolean holds(List<Integer> pinned, Resources whole, int percent) {
        var part = part(whole, pinned.size());
        var holding = 0;
        for (var i = 0; i < left.length; i++) {
            holding += pinned.contains(cells.get(i).id()) && left[i].holds(part, percent) ? 1 : 0;
        }
        return holding == pinned.size();
    }

    private static Resources part(Resources whole, int cells) {
        return new Resources(up(whole.cpuMilli(), cells), up(whole.dedicatedCpus(), cells),
                (whole.memoryMib() + cells - 1) / cells, up(whole.hugepages2Mi(), cells),
                up(whole.hugepages1Gi(), cells), 0, 0);
    }

    private static int up(int amount, int cells) {
        return (amount + cells - 1) / cells;
    }

    boolean fit(Resources whole, int percent, int most) {
        for (var count = 1; count <= Math.min(most, left.length); count++) {
            var part = part(whole, count);
            var holding = 0;
            for (var cell : left) {
                holding += cell.holds(part, percent) ? 1 : 0;
            }
            if (holding >= count) {
                return true;
            }
        }
        return false;
    }

    /** How many machines alike could be chosen room for and booked, one after the other. */
    long more(Resources whole, int percent, int most) {
        var copy = new Cells();
        copy.become(cells);
        for (var i = 0; i < left.length; i++) {
            copy.left[i].become(left[i]);
        }
        var part = part(whole, 1);
        long count = 0;
        for (var cell : copy.left) {
            var times = most > 0 ? cell.times(part, percent) : 0;
            cell.take(part, percent, times);
            count += times;
        }
        // What is left holds machines on several of them only: at most as many as it has CPUs and pages.
        for (var next = copy.choose(whole, percent, most, Set.of()); next.isPresent(); next = copy.choose(whole,
                percent, most, Set.of())) {
            copy.book(next.get(), whole, percent, 1);
            count++;
        }
        return count;
    }

    /** What {@link #choose} would choose, with what is left there. */
    Optional<NodeView.Fit> look(Resources whole, int percent, int most, Set<Integer> near, boolean anywhere) {
        return choose(whole, percent, most, near).map(chosen -> {
            var cpu = new long[2];
            var memory = new long[2];
            for (var i = 0; i < left.length; i++) {
                if (chosen.contains(cells.get(i).id())) {
                    cpu[0] += left[i].cpuMilli;
                    cpu[1] += cells.get(i).cpus() * 1000L;
                    memory[0] += left[i].memoryMib;
                    memory[1] += cells.get(i).memoryMib();
                }
            }
            return new NodeView.Fit(chosen.size(), anywhere || near.containsAll(chosen),
                    new NodeView.Left(cpu[0] * percent / 100, cpu[1] * percent / 100),
                    new NodeView.Left(memory[0], memory[1]));
        });
    }

    /**
     * As few NUMA nodes as possible; of those that hold it, first the ones near the devices, then the fullest.
     *
     * @param near ids of the NUMA nodes of its devices
     */
    Optional<List<Integer>> choose(Resources whole, int percent, int most, Set<Integer> near) {
        for (var count = 1; count <= Math.min(most, left.length); count++) {
            var part = part(whole, count);
            var holding = new ArrayList<Integer>();
            for (var i = 0; i < left.length; i++) {
                if (left[i].holds(part, percent)) {
                    holding.add(i);
                }
            }
            if (holding.size() >= count) {
                holding.sort(Comparator.<Integer, Boolean>comparing(i -> !near.contains(cells.get(i).id()))
                        .thenComparing(i -> left[i].cpuMilli)
                        .thenComparing(i -> left[i].memoryMib)
                        .thenComparing(i -> i));
                return Optional.of(
                        holding.subList(0, count).stream().map(i -> cells.get(i).id()).sorted().toList());
            }
        }
        return Optional.empty();
    }
}
