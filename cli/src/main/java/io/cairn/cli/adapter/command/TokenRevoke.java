package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends API tokens. */
@Command(name = "revoke", footer = {"", "Examples:", "  cairn token revoke laptop",
        "  cairn token disable laptop     only for now"})
final class TokenRevoke extends Verb {

    @Parameters(paramLabel = "TOKEN...", hideParamSyntax = true, arity = "1..*")
    private List<String> names = new ArrayList<>();

    TokenRevoke(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return each(session().targets(false).ofType("apitokens", names), token -> {
            session().cluster().send(Call.of("DELETE", token.path()));
            screen().out(token.qualified() + " revoked");
        });
    }
}
