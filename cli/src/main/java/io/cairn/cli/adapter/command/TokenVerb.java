package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import picocli.CommandLine.Command;

/** Works on API tokens; without a word after it, lists them. */
@Command(name = "token", footer = {"", "Examples:", "  cairn token                                 which there are",
        "  cairn token create --expires 30d            one for yourself",
        "  cairn token create --service-account ci     one for a program", "  cairn token revoke TOKEN"})
final class TokenVerb extends Verb {

    TokenVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return new TokenList(session()).run();
    }
}
