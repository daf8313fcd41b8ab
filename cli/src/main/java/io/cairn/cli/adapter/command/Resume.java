package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Lets paused machines run on. */
@Command(name = "resume", footer = {"", "Examples:", "  cairn resume web", "  cairn resume web db --wait"})
final class Resume extends Power {

    Resume(Session session) {
        super(session, "resume", "runs again");
    }
}
