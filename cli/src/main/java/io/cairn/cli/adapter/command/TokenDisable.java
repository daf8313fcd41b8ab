package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Ends the use of API tokens until they are enabled again. */
@Command(name = "disable", footer = {"", "Examples:", "  cairn token disable laptop"})
final class TokenDisable extends TokenSwitch {

    TokenDisable(Session session) {
        super(session, true);
    }
}
