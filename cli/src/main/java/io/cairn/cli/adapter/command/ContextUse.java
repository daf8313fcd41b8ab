package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a context the current one. */
@Command(name = "use", footer = {"", "Examples:", "  cairn context use prod", "  cairn context use prod -n team-a"})
final class ContextUse extends Verb {

    @Parameters(paramLabel = "NAME", hideParamSyntax = true)
    private String name = "";

    ContextUse(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        session().contexts().use(name, session().askedNamespace());
        screen().out("context " + name + " in use"
                + session().askedNamespace().map(namespace -> ", namespace " + namespace).orElse(""));
        return ExitCode.OK;
    }
}
