package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Pauses machines: they keep their memory and stand still. */
@Command(name = "pause", footer = {"", "Examples:", "  cairn pause web", "  cairn pause web db --wait"})
final class Pause extends Power {

    Pause(Session session) {
        super(session, "pause", "is paused");
    }
}
