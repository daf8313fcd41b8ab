package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Contexts;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows the context in use. */
@Command(name = "show", footer = {"", "Examples:", "  cairn context show"})
final class ContextShow extends Verb {

    ContextShow(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Contexts contexts = session().contexts();
        String wanted = session().asked().context().orElse("");
        Contexts.Entry entry = contexts.all()
                .stream()
                .filter(one -> wanted.isEmpty() ? one.current() : one.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Failure.of(ExitCode.NOT_FOUND, contexts.file() + " has no such context",
                        List.of(), List.of("see cairn context list")));
        screen().out("Context:    " + entry.name());
        screen().out("Server:     " + entry.server());
        screen().out("User:       " + entry.user() + " (" + entry.signedIn() + ")");
        screen().out("Namespace:  " + (entry.namespace().isEmpty() ? "default" : entry.namespace()));
        screen().out("Kubeconfig: " + contexts.file());
        return ExitCode.OK;
    }
}
