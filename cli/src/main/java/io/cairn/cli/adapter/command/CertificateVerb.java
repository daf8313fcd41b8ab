package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import picocli.CommandLine.Command;

/** Works on client certificates of users; without a word after it, lists them. */
@Command(name = "certificate", footer = {"", "Examples:",
        "  cairn certificate                                  which there are",
        "  cairn certificate create ann > ann.pem             key and certificate of ann, for a week",
        "  cairn certificate revoke ann-3f1c2"})
final class CertificateVerb extends Verb {

    CertificateVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return new CertificateList(session()).run();
    }
}
