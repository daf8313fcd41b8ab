package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Lets API tokens that were disabled be used again. */
@Command(name = "enable", footer = {"", "Examples:", "  cairn token enable laptop"})
final class TokenEnable extends TokenSwitch {

    TokenEnable(Session session) {
        super(session, false);
    }
}
