package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import picocli.CommandLine.Command;

/** Lets the server go through the chain of the audit log; ends with 1 if it is broken. */
@Command(name = "verify", footer = {"", "Ends with 1 if an entry was changed or taken away.", "", "Examples:",
        "  cairn audit verify"})
final class AuditVerify extends Verb {

    AuditVerify(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        ApiObject result = session().cluster().send(AuditVerb.verification()).body();
        String range = result.text("checked") + " entries, " + result.text("from") + " to " + result.text("to");
        if (!Boolean.TRUE.equals(result.at("ok").orElse(false))) {
            throw Failure.refused("the chain of the audit log is broken at entry " + result.text("firstBroken") + " ("
                    + range + ")", "compare it with what you exported before; see docs/operations.md");
        }
        screen().out("the chain is whole: " + range);
        return ExitCode.OK;
    }
}
