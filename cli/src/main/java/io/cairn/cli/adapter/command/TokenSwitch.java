package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Ends the use of API tokens for a while, or lets it go on. */
class TokenSwitch extends Verb {

    private final boolean disabled;

    @Parameters(paramLabel = "TOKEN...", hideParamSyntax = true, arity = "1..*")
    private List<String> names = new ArrayList<>();

    TokenSwitch(Session session, boolean disabled) {
        super(session);
        this.disabled = disabled;
    }

    @Override
    ExitCode run() throws InterruptedException {
        return each(session().targets(false).ofType("apitokens", names), token -> {
            session().cluster()
                    .send(Call.of("PATCH", token.path())
                            .body("application/merge-patch+json", "{\"spec\":{\"disabled\":" + disabled + "}}"));
            screen().out(token.qualified() + (disabled ? " disabled" : " enabled"));
        });
    }
}
