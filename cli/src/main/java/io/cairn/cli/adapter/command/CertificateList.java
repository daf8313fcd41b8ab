package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.ServerTable;
import picocli.CommandLine.Command;

/** Lists client certificates of users. */
@Command(name = "list", footer = {"", "Examples:", "  cairn certificate list",
        "  cairn get usercertificates -o yaml"})
final class CertificateList extends Verb {

    CertificateList(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Target all = session().targets(true).target(session().discovery().named("usercertificates"), "");
        ServerTable table = session().objects().table(all, Filter.NONE).content();
        if (table.rows().isEmpty()) {
            screen().note("No certificates found.");
        } else {
            new Rows(screen(), new ServerTable.Style(false, all.type().namespaced(), false, ""), true).print(table);
        }
        return ExitCode.OK;
    }
}
