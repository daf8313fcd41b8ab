package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.ServerTable;
import picocli.CommandLine.Command;

/** Lists API tokens, never their secrets. */
@Command(name = "list", footer = {"", "Examples:", "  cairn token list", "  cairn get apitokens -o yaml"})
final class TokenList extends Verb {

    TokenList(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Target tokens = session().targets(true).target(session().discovery().named("apitokens"), "");
        ServerTable table = session().objects().table(tokens, Filter.NONE).content();
        if (table.rows().isEmpty()) {
            screen().note("No tokens found.");
        } else {
            new Rows(screen(), new ServerTable.Style(false, tokens.type().namespaced(), false, ""), true).print(table);
        }
        return ExitCode.OK;
    }
}
