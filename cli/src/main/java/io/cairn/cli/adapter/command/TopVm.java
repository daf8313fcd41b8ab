package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Load;
import io.cairn.cli.domain.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what machines use: one request for up to 500 of them. */
@Command(name = "vm", aliases = {"vms", "virtualmachine", "virtualmachines"}, footer = {"", "Examples:",
        "  cairn top vm",
        "  cairn top vm web db", "  cairn top vm -A --sort-by cpu", "  cairn top vm -l app=web"})
final class TopVm extends Verb {

    @Parameters(paramLabel = "NAME...", hideParamSyntax = true, arity = "0..*")
    private List<String> names = new ArrayList<>();

    @Option(names = {"-A", "--all-namespaces"}, description = "Machines of all namespaces.")
    private boolean allNamespaces;

    @Option(names = {"-l",
            "--selector"}, paramLabel = "LABELS", defaultValue = "", description = "Only machines with these labels.")
    private String labels = "";

    @Option(names = "--sort-by", paramLabel = "WHAT", defaultValue = "name", description = "name, cpu, memory, disk or network; most first.")
    private String sortBy = "";

    TopVm(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Load.Order order = order();
        List<Load> loads = new ArrayList<>();
        ExitCode result = ExitCode.OK;
        if (names.isEmpty()) {
            Target all = session().targets(allNamespaces).target(session().discovery().named("virtualmachines"), "");
            session().objects()
                    .each(all, "stats", new Filter(labels, "", 0))
                    .forEach(each -> loads.add(new Load(each)));
        } else {
            result = each(targets(), target -> loads.add(new Load(stats(target))));
        }
        if (loads.isEmpty()) {
            if (result == ExitCode.OK) {
                screen().note(allNamespaces ? "No machines found."
                        : "No machines found in namespace " + session().access().namespace() + ".");
            }
            return result;
        }
        loads.sort(order.comparator());
        print(loads);
        return result;
    }

    private List<Target> targets() {
        if (allNamespaces || !labels.isEmpty()) {
            throw Failure.usage("choose by name or by -A and -l, not both");
        }
        return session().targets(false).ofType("virtualmachines", names);
    }

    private ApiObject stats(Target machine) {
        return session().cluster().send(Call.get(machine.path() + "/stats")).body();
    }

    private void print(List<Load> loads) {
        Table table = new Table(Load.HEADERS, loads.stream().map(Load::row).toList());
        if (allNamespaces) {
            table = table.prepend("Namespace", loads.stream().map(load -> load.stats().namespace()).toList());
        }
        table.text().forEach(line -> screen().out(line.stripTrailing()));
        loads.stream().map(Load::trouble).flatMap(Optional::stream).forEach(screen()::note);
    }

    private Load.Order order() {
        return Arrays.stream(Load.Order.values())
                .filter(each -> each.name().equalsIgnoreCase(sortBy))
                .findFirst()
                .orElseThrow(() -> Failure.usage("--sort-by " + sortBy + ": machines can be ordered by "
                        + Arrays.stream(Load.Order.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
