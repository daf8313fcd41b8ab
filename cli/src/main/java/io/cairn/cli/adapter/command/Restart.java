package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Restarts machines. */
@Command(name = "restart", footer = {"", "Examples:", "  cairn restart web",
        "  cairn restart web db --wait --timeout 2m"})
final class Restart extends Power {

    Restart(Session session) {
        super(session, "restart", "is restarted");
    }
}
