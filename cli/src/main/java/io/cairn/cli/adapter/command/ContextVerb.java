package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import picocli.CommandLine.Command;

/** Shows and chooses contexts; without a word after it, lists them. */
@Command(name = "context", footer = {"", "Examples:", "  cairn context                        which there are",
        "  cairn context use prod               work there from now on",
        "  cairn context use prod -n team-a     and in that namespace",
        "  cairn context show                   the one in use"})
final class ContextVerb extends Verb {

    ContextVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        return new ContextList(session()).run();
    }
}
