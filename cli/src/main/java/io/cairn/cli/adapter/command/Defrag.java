package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import picocli.CommandLine.Command;

/** What could be freed by moving machines. */
@Command(name = "defrag", footer = {"", "Examples:", "  cairn defrag plan", "  cairn defrag plan --objective devices"})
final class Defrag extends Verb {

    Defrag(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        throw Failure.usage("say what to do", "cairn defrag plan");
    }
}
