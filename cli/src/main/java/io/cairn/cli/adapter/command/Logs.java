package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a machine wrote on its console. */
@Command(name = "logs", footer = {"", "Examples:", "  cairn logs web --tail 50                what it wrote last",
        "  cairn logs web -f                       and what it writes from now on",
        "  cairn logs web --since 1h --timestamps  the last hour, with the time of each line",
        "  cairn logs web --since-time 2026-01-31T08:00:00Z",
        "  cairn logs web --limit-bytes 100000     not more than that", "",
        "Output is kept for 30 days, up to 32 MiB a machine, unless the node was told otherwise."})
final class Logs extends Verb {

    private static final int CHUNK = 8192;

    @Parameters(paramLabel = "VM", hideParamSyntax = true)
    private String name = "";

    @Option(names = {"-f", "--follow"}, description = "Then go on as it writes more.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "LINES", defaultValue = "-1", description = "Only the last lines; -1, as without it, is all.")
    private long tail;

    @Option(names = "--since", paramLabel = "TIME", converter = Durations.class, description = "Only lines that are younger: 90s, 5m, 1h30m, 30d.")
    private Duration since = Duration.ZERO;

    @Option(names = "--since-time", paramLabel = "TIME", defaultValue = "", description = "Only lines since then: 2026-01-31T08:00:00Z.")
    private String sinceTime = "";

    @Option(names = "--timestamps", description = "The time of each line in front of it, in UTC.")
    private boolean timestamps;

    @Option(names = "--limit-bytes", paramLabel = "BYTES", defaultValue = "0", description = "End after so many bytes.")
    private long limitBytes;

    Logs(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        check();
        Target machine = session().targets(false).ofType("virtualmachines", List.of(name)).getFirst();
        Call call = Call.get(machine.path() + "/consolelog")
                .accepting("text/plain, application/json")
                .with("follow", follow ? "true" : "")
                .with("tailLines", tail < 0 ? "" : String.valueOf(tail))
                .with("sinceSeconds", since.isZero() ? "" : String.valueOf(since.toSeconds()))
                .with("sinceTime", sinceTime)
                .with("timestamps", timestamps ? "true" : "")
                .with("limitBytes", limitBytes == 0 ? "" : String.valueOf(limitBytes));
        OutputStream out = screen().bytes();
        byte[] chunk = new byte[CHUNK];
        try (InputStream log = session().cluster().stream(call)) {
            for (int count = log.read(chunk); count >= 0 && !screen().abandoned(); count = log.read(chunk)) {
                out.write(chunk, 0, count);
                out.flush();
            }
        } catch (IOException cut) {
            throw Failure.connection("the log was cut: " + cut.getMessage(), cut, "run the command again to go on");
        }
        return ExitCode.OK;
    }

    private void check() {
        if (!since.isZero() && !sinceTime.isEmpty()) {
            throw Failure.usage("say --since or --since-time, not both");
        }
        if (limitBytes < 0) {
            throw Failure.usage("--limit-bytes " + limitBytes + ": must be at least 1");
        }
        try {
            if (!sinceTime.isEmpty() && OffsetDateTime.parse(sinceTime).getYear() < 0) {
                throw Failure.usage("--since-time " + sinceTime + " lies too far back");
            }
        } catch (DateTimeException malformed) {
            throw Failure.usage("--since-time " + sinceTime + " is not a time; write 2026-01-31T08:00:00Z");
        }
    }
}
