package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Starts machines. */
@Command(name = "start", footer = {"", "Examples:", "  cairn start web", "  cairn start web db --wait --timeout 2m"})
final class Start extends Power {

    Start(Session session) {
        super(session, "start", "is started");
    }
}
