package io.cairn.node.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Which logical CPUs a machine gets. Pure. */
public final class CpuChoice {
    private CpuChoice() {}

    /**
     * A CPU for each vCPU, the lowest free ones; vCPUs are dealt out to the cells in blocks, as the guest sees them.
     *
     * @param before what it had, and keeps if it can
     * @param taken by other machines
     * @return empty if there are not enough
     */
    public static Optional<List<Integer>> dedicated(List<Cell> host, Wanted.Spec spec, List<Integer> before,
            Set<Integer> taken) {
        var cells = among(host, spec.layout());
        if (cells.size() < spec.layout().cells().size()) {
            return Optional.empty();
        }
        if (keeps(cells, spec, before, taken)) {
            return Optional.of(before);
        }
        var chosen = new ArrayList<Integer>();
        for (var i = 0; i < cells.size(); i++) {
            var part = part(spec.cpus(), cells.size(), i);
            var free = cells.get(i).cpus().stream().filter(cpu -> !taken.contains(cpu)).limit(part).toList();
            if (free.size() < part) {
                return Optional.empty();
            }
            chosen.addAll(free);
        }
        return Optional.of(List.copyOf(chosen));
    }

    private static boolean keeps(List<Cell> cells, Wanted.Spec spec, List<Integer> before, Set<Integer> taken) {
        if (before.size() != spec.cpus() || before.stream().anyMatch(taken::contains)) {
            return false;
        }
        var at = 0;
        for (var i = 0; i < cells.size(); i++) {
            var part = part(spec.cpus(), cells.size(), i);
            if (!cells.get(i).cpus().containsAll(before.subList(at, at + part))) {
                return false;
            }
            at += part;
        }
        return true;
    }

    /** Those that a machine with shared CPUs may use; none if it may use all of them. */
    public static List<Integer> shared(List<Cell> host, Layout layout, Set<Integer> taken) {
        if (layout.cells().isEmpty() && taken.isEmpty()) {
            return List.of();
        }
        return among(host, layout).stream()
                .flatMap(cell -> cell.cpus().stream())
                .filter(cpu -> !taken.contains(cpu))
                .sorted()
                .toList();
    }

    /** The cells that the layout names, in its order; without names the whole host as one. */
    private static List<Cell> among(List<Cell> host, Layout layout) {
        if (layout.cells().isEmpty()) {
            return List.of(new Cell(0, host.stream().flatMap(cell -> cell.cpus().stream()).sorted().toList(), 0, 0, 0));
        }
        return layout.cells()
                .stream()
                .flatMap(id -> host.stream().filter(cell -> cell.id() == id))
                .toList();
    }

    /** The part of the i-th of so many: the first ones get what is left over. */
    public static int part(int whole, int parts, int i) {
        return whole / parts + (i < whole % parts ? 1 : 0);
    }

    /** The vCPUs of the i-th of so many cells. */
    public static List<Integer> vcpus(int whole, int parts, int i) {
        var first = IntStream.range(0, i).map(before -> part(whole, parts, before)).sum();
        return IntStream.range(first, first + part(whole, parts, i)).boxed().toList();
    }
}
