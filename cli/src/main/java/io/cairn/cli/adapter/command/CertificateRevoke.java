package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends client certificates. */
@Command(name = "revoke", footer = {"", "Examples:", "  cairn certificate revoke ann-3f1c2",
        "  cairn patch usercertificate ann-3f1c2 -p 'spec: {disabled: true}'     only for now"})
final class CertificateRevoke extends Verb {

    @Parameters(paramLabel = "CERTIFICATE...", hideParamSyntax = true, arity = "1..*")
    private List<String> names = new ArrayList<>();

    CertificateRevoke(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return each(session().targets(false).ofType("usercertificates", names), certificate -> {
            session().cluster().send(Call.of("DELETE", certificate.path()));
            screen().out(certificate.qualified() + " revoked");
        });
    }
}
