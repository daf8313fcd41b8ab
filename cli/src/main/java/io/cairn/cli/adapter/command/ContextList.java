package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Contexts;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the contexts of the kubeconfig. */
@Command(name = "list", footer = {"", "Examples:", "  cairn context list", "  cairn context list -o name"})
final class ContextList extends Verb {

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "name.")
    private String output = "";

    ContextList(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Contexts contexts = session().contexts();
        List<Contexts.Entry> entries = contexts.all();
        if (Format.parse(output) instanceof Format.Name) {
            entries.forEach(entry -> screen().out(entry.name()));
            return ExitCode.OK;
        }
        if (entries.isEmpty()) {
            screen().note("No contexts in " + contexts.file() + ". Make one with cairn login --server URL.");
            return ExitCode.OK;
        }
        new Table(List.of("Current", "Name", "Server", "User", "Namespace", "Signed in"), entries.stream()
                .map(entry -> List.of(entry.current() ? "*" : "", entry.name(), entry.server(), entry.user(),
                        entry.namespace().isEmpty() ? "default" : entry.namespace(), entry.signedIn()))
                .toList()).text().forEach(line -> screen().out(line.stripTrailing()));
        return ExitCode.OK;
    }
}
