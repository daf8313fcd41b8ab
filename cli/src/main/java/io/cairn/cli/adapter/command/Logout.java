package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Contexts;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.List;
import picocli.CommandLine.Command;

/** Forgets the token of a context. */
@Command(name = "logout", footer = {"", "The token stays good for whoever else has it: end it with cairn token revoke.",
        "", "Examples:", "  cairn logout", "  cairn logout --context prod"})
final class Logout extends Verb {

    Logout(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Contexts contexts = session().contexts();
        String context = session().asked()
                .context()
                .or(() -> contexts.all().stream().filter(Contexts.Entry::current).map(Contexts.Entry::name).findFirst())
                .orElseThrow(() -> Failure.of(ExitCode.NOT_FOUND, contexts.file() + " has no current context",
                        List.of(), List.of("name one with --context; see cairn context list")));
        screen().out(contexts.logout(context)
                ? "logged out of " + context
                : "nobody was logged in to " + context);
        return ExitCode.OK;
    }
}
