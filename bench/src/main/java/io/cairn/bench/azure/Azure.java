package io.cairn.bench.azure;

import io.cairn.bench.trace.Table;
import io.cairn.scheduler.domain.policy.NodeClass;
import io.cairn.scheduler.domain.policy.Shape;
import io.cairn.scheduler.domain.policy.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Arrivals and departures in order of time; of those at the same time departures first, then by id.
 *
 * @param shapes of the machines, by the number that events use
 */
record Azure(List<Shape> shapes, List<Event> events) {
    /** Hundredths of a core, as the trace counts, in thousandths. */
    private static final int CPU = 10;
    /** A quarter unit of memory is taken as 256 MiB. */
    private static final int MEMORY = 256;

    /** @param machine its number */
    record Event(double day, boolean arrives, int machine) {}

    static Azure read(Path file) {
        var table = Table.read(file);
        int cores = table.column("cores_x100");
        int memory = table.column("ram_quarter_units");
        int start = table.column("start_day");
        int end = table.column("end_day");
        var shapes = new ArrayList<Shape>();
        var events = new ArrayList<Event>();
        for (var row : table.rows()) {
            int machine = shapes.size();
            shapes.add(new Shape((int) Math.round(Table.number(row, cores) * CPU),
                    Math.round(Table.number(row, memory) * MEMORY), 0, 0, Set.of()));
            // What ran already at day 0 is there at day 0.
            events.add(new Event(Math.max(0, Table.number(row, start)), true, machine));
            if (!Table.text(row, end).isEmpty()) {
                events.add(new Event(Math.max(0, Table.number(row, end)), false, machine));
            }
        }
        events.sort(Comparator.comparingDouble(Event::day)
                .thenComparing(Event::arrives)
                .thenComparingInt(Event::machine));
        return new Azure(shapes, events);
    }

    static NodeClass host(Path file, String machine) {
        var table = Table.read(file);
        return table.rows()
                .stream()
                .filter(row -> Table.text(row, table.column("machine_id")).equals(machine))
                .map(row -> new NodeClass((int) Math.round(Table.number(row, table.column("cores_x100")) * CPU),
                        Math.round(Table.number(row, table.column("ram_quarter_units")) * MEMORY), 0, ""))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no machine %s".formatted(file, machine)));
    }

    Workload workload() {
        return Workload.of(shapes);
    }
}
