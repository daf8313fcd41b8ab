package io.cairn.bench.azure;

import io.cairn.bench.trace.Table;
import io.cairn.scheduler.domain.model.Resources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Arrivals and departures in order of time; of those at the same time departures first, then by id.
 *
 * @param asked by the machines, by the number that events use
 */
record Azure(List<Resources> asked, List<Event> events) {
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
        var asked = new ArrayList<Resources>();
        var events = new ArrayList<Event>();
        for (var row : table.rows()) {
            int machine = asked.size();
            asked.add(resources(Table.number(row, cores), Table.number(row, memory)));
            // What ran already at day 0 is there at day 0.
            events.add(new Event(Math.max(0, Table.number(row, start)), true, machine));
            if (!Table.text(row, end).isEmpty()) {
                events.add(new Event(Math.max(0, Table.number(row, end)), false, machine));
            }
        }
        events.sort(Comparator.comparingDouble(Event::day)
                .thenComparing(Event::arrives)
                .thenComparingInt(Event::machine));
        return new Azure(asked, events);
    }

    private static Resources resources(double cores, double memory) {
        return new Resources((int) Math.round(cores * CPU), 0, Math.round(memory * MEMORY), 0, 0, 0, 0);
    }

    static Resources host(Path file, String machine) {
        var table = Table.read(file);
        return table.rows()
                .stream()
                .filter(row -> Table.text(row, table.column("machine_id")).equals(machine))
                .map(row -> resources(Table.number(row, table.column("cores_x100")),
                        Table.number(row, table.column("ram_quarter_units"))))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no machine %s".formatted(file, machine)));
    }
}
