package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Stops machines; their disks stay. */
@Command(name = "stop", footer = {"", "Examples:", "  cairn stop web", "  cairn stop web db --wait --timeout 2m"})
final class Stop extends Power {

    Stop(Session session) {
        super(session, "stop", "is stopped");
    }
}
