package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import picocli.CommandLine.Command;

/** Works on nodes. */
@Command(name = "node", footer = {"", "Examples:", "  cairn node join host-2", "  cairn top nodes"})
final class NodeVerb extends Verb {

    NodeVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        throw Failure.usage("say what to do with nodes", "cairn node join NAME", "cairn get nodes", "cairn top nodes");
    }
}
