package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Share;
import io.cairn.cli.domain.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how much of each node is claimed. */
@Command(name = "nodes", aliases = "node", footer = {"", "Examples:", "  cairn top nodes",
        "  cairn top nodes -l rack=r2"})
final class TopNodes extends Verb {

    @Option(names = {"-l",
            "--selector"}, paramLabel = "LABELS", defaultValue = "", description = "Only nodes with these labels.")
    private String labels = "";

    TopNodes(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Target nodes = session().targets(false).target(session().discovery().named("nodes"), "");
        List<ApiObject> found = session().objects().list(nodes, new Filter(labels, "", 0)).content();
        if (found.isEmpty()) {
            screen().note("No nodes found.");
            return ExitCode.OK;
        }
        Table table = new Table(List.of("Name", "Status", "Machines", "CPU", "Memory", "Disk"),
                found.stream().map(TopNodes::row).toList());
        table.text().forEach(line -> screen().out(line.stripTrailing()));
        return ExitCode.OK;
    }

    private static List<String> row(ApiObject node) {
        String machines = node.text("status", "machines");
        return List.of(node.name(), node.text("status", "phase"), machines.isEmpty() ? "0" : machines,
                share(node, "cpus"), share(node, "memory"), share(node, "disk"));
    }

    private static String share(ApiObject node, String dimension) {
        return new Share(node.text("status", "claimed", dimension), node.text("status", "capacity", dimension)).text();
    }
}
