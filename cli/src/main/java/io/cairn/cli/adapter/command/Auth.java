package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import picocli.CommandLine.Command;

/** Asks about rights. */
@Command(name = "auth", footer = {"", "Examples:", "  cairn auth can-i create vm", "  cairn auth whoami"})
final class Auth extends Verb {

    Auth(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        throw Failure.usage("say what to ask", "cairn auth can-i VERB TYPE", "cairn auth whoami");
    }
}
