package io.cairn.bench.topology;

import io.cairn.bench.trace.Table;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Term;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A fleet and a sequence of machines. The source does not say which server is which host: here server number i is host
 * number i. It does not say what its strategies mean either; they are read so:
 * <ul>
 * <li>affinity: all of the group in one rack
 * <li>anti-affinity: no two of the group on one server
 * <li>fault domain: what is in different domains of a group is in different racks
 * <li>numa: spans at most so many NUMA nodes
 * </ul>
 */
record Trace(String name, List<Node> nodes, List<Machine> machines) {
    static final String RACK = "rack";
    private static final int MIB = 1024;

    /** @param group with its strategy; empty if it has none */
    record Machine(String strategy, String group, String domain, int numa, Request request) {}

    static Trace read(Path folder, String name) {
        return new Trace(name,
                nodes(Table.read(folder.resolve("pm_res.csv")),
                        Table.read(folder.resolve("topology_host_rack.csv.gz"))),
                machines(Table.read(folder.resolve("vm_data_" + name + ".csv"))));
    }

    /** The same, with a preferred affinity to all machines that there are, rack by rack. */
    Trace preferringRacksInUse() {
        var near = new Term.Affinity(RACK, Map.of(), Term.MOST_WEIGHT);
        return new Trace(name, nodes, machines.stream().map(machine -> {
            var terms = new ArrayList<>(machine.request().terms());
            if (terms.size() < Request.MOST) {
                terms.add(near);
            }
            return new Machine(machine.strategy(), machine.group(), machine.domain(), machine.numa(),
                    machine.request().withTerms(terms.toArray(Term[]::new)));
        }).toList());
    }

    private static List<Node> nodes(Table servers, Table racks) {
        var rackOf = new HashMap<String, String>();
        racks.rows()
                .forEach(row -> rackOf.put(Table.text(row, racks.column("host_id")),
                        Table.text(row, racks.column("rack_id"))));
        var nodes = new ArrayList<Node>();
        for (var row : servers.rows()) {
            int i = nodes.size();
            var first = cell(0, row, servers.column("CPU1"), servers.column("RAM1"));
            var second = cell(1, row, servers.column("CPU2"), servers.column("RAM2"));
            var capacity = Resources.of(first.cpus() + second.cpus(), first.memoryMib() + second.memoryMib(), 0);
            nodes.add(Node.of("server-%04d".formatted(i), capacity)
                    .withLabels(Map.of(RACK, rackOf.getOrDefault("host-" + i, "none")))
                    .withCells(List.of(first, second)));
        }
        return List.copyOf(nodes);
    }

    private static Node.Cell cell(int id, String[] row, int cpu, int memory) {
        return new Node.Cell(id, Table.whole(row, cpu), Table.whole(row, memory) * (long) MIB, 0, 0);
    }

    private static List<Machine> machines(Table table) {
        var domains = new HashMap<String, TreeSet<String>>();
        table.rows()
                .forEach(row -> domains.computeIfAbsent(group(table, row), _ -> new TreeSet<>())
                        .add(Table.text(row, table.column("domain"))));
        return table.rows().stream().map(row -> machine(table, row, domains)).toList();
    }

    private static String group(Table table, String[] row) {
        var group = Table.text(row, table.column("group"));
        return group.isEmpty() ? "" : Table.text(row, table.column("strategy")) + "-" + group;
    }

    private static Machine machine(Table table, String[] row, Map<String, TreeSet<String>> domains) {
        var strategy = Table.text(row, table.column("strategy"));
        var group = group(table, row);
        var domain = Table.text(row, table.column("domain"));
        int numa = Table.whole(row, table.column("numa"));
        var resources = Resources.of(Table.whole(row, table.column("flavor_vcpus")),
                Table.whole(row, table.column("flavor_ram")) * (long) MIB, 0);
        var request = Request.of(resources).with(new Rules(Map.of(), List.of(), 0, numa));
        if (group.isEmpty()) {
            return new Machine("", "", "", numa, request);
        }
        var labels = Map.of("group", group, "domain", domain);
        var terms = terms(strategy, group, domain, domains.getOrDefault(group, new TreeSet<>()));
        return new Machine(strategy, group, domain, numa,
                request.withLabels(labels).withTerms(terms.toArray(Term[]::new)));
    }

    private static List<Term> terms(String strategy, String group, String domain, TreeSet<String> domains) {
        var all = Map.of("group", group);
        return switch (strategy) {
            case "affinity" -> List.of(new Term.Affinity(RACK, all, Term.REQUIRED));
            case "anti-affinity" -> List.of(new Term.AntiAffinity(Node.HOST, all, Term.REQUIRED));
            case "fault_domain" -> domains.stream()
                    .filter(other -> !other.equals(domain))
                    .<Term>map(other -> new Term.AntiAffinity(RACK, Map.of("group", group, "domain", other),
                            Term.REQUIRED))
                    .toList();
            default -> throw new IllegalArgumentException("No strategy " + strategy + " is known");
        };
    }
}
