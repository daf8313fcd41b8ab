package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a machine wrote on its console. */
@Command(name = "logs", footer = {"", "Examples:", "  cairn logs web --tail 50", "  cairn logs web -f"})
final class Logs extends Verb {

    private static final int CHUNK = 8192;

    @Parameters(paramLabel = "VM", hideParamSyntax = true)
    private String name = "";

    @Option(names = {"-f", "--follow"}, description = "Then go on as it writes more.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "LINES", defaultValue = "-1", description = "Only the last lines.")
    private int tail;

    Logs(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Target machine = session().targets(false).ofType("virtualmachines", List.of(name)).getFirst();
        Call call = Call.get(machine.path() + "/consolelog")
                .accepting("text/plain, application/json")
                .with("follow", follow ? "true" : "")
                .with("tailLines", tail < 0 ? "" : String.valueOf(tail));
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
}
