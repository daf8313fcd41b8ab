package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.ResourceType;
import io.cairn.cli.domain.Table;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the types that the server has. */
@Command(name = "api-resources", footer = {"", "Examples:", "  cairn api-resources",
        "  cairn api-resources -o name"})
final class ApiResources extends Verb {

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "wide or name.")
    private String output = "";

    ApiResources(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        List<ResourceType> types = session().discovery()
                .fresh()
                .all()
                .stream()
                .sorted(Comparator.comparing(ResourceType::group).thenComparing(ResourceType::plural))
                .toList();
        if (Format.parse(output) instanceof Format.Name) {
            types.forEach(type -> screen().out(type.plural() + (type.group().isEmpty() ? "" : "." + type.group())));
            return ExitCode.OK;
        }
        Table table = new Table(List.of("Name", "Short names", "Api version", "Namespaced", "Kind"),
                types.stream()
                        .map(type -> List.of(type.plural(), String.join(",", type.shortNames()),
                                type.apiVersion(), String.valueOf(type.namespaced()), type.kind()))
                        .toList());
        table = output.equals("wide")
                ? table.append("Verbs", types.stream().map(type -> String.join(",", type.verbs())).toList())
                : table;
        table.text().forEach(line -> screen().out(line.stripTrailing()));
        return ExitCode.OK;
    }
}
