package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.application.Whoami;
import io.cairn.cli.domain.ExitCode;
import picocli.CommandLine.Command;

/** Tells who the server takes us for. */
@Command(name = "whoami", footer = {"", "Examples:", "  cairn whoami", "  cairn auth whoami"})
final class WhoamiVerb extends Verb {

    WhoamiVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Whoami who = Whoami.ask(session().cluster());
        screen().out("User:      " + who.user());
        screen().out("Groups:    " + String.join(", ", who.groups()));
        screen().out("Server:    " + session().access().server());
        screen().out("Namespace: " + session().access().namespace());
        return ExitCode.OK;
    }
}
