package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes the audit log as JSON lines. */
@Command(name = "export", footer = {"", "Examples:", "  cairn audit export > audit.jsonl",
        "  cairn audit export --since 1d --decision deny | jq -r .user | sort | uniq -c"})
final class AuditExport extends Verb {

    private static final int CHUNK = 8192;

    @Mixin
    private AuditFilter filter = new AuditFilter();

    AuditExport(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        OutputStream out = screen().bytes();
        byte[] chunk = new byte[CHUNK];
        try (InputStream lines = session().cluster()
                .stream(filter.call(session()).accepting("application/jsonl"))) {
            for (int count = lines.read(chunk); count >= 0 && !screen().abandoned(); count = lines.read(chunk)) {
                out.write(chunk, 0, count);
            }
            out.flush();
        } catch (IOException cut) {
            throw Failure.connection("the export was cut: " + cut.getMessage(), cut,
                    "what was written is not all; run the command again");
        }
        return ExitCode.OK;
    }
}
