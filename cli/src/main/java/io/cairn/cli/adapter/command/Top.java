package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import picocli.CommandLine.Command;

/** Shows what is used. */
@Command(name = "top", footer = {"", "Examples:", "  cairn top vm", "  cairn top nodes"})
final class Top extends Verb {

    Top(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        throw Failure.usage("say of what", "cairn top vm", "cairn top nodes");
    }
}
