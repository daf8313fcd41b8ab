package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Cluster.Goodbye;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Diagnosis;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Safe;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sits in front of a machine's serial console. */
@Command(name = "console", footer = {"", "Leave with Ctrl-]. Press Enter once if nothing shows.", "", "Examples:",
        "  cairn console web", "  echo uptime | cairn console web       sends it, shows the answer, leaves",
        "  cairn console web --browser           prints the address of a page that shows it, once, within 60 s",
        "  cairn console web --browser --open    opens that page in the browser of this desktop"})
final class ConsoleVerb extends Verb {

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int NO_CODE = 1005;

    @Parameters(paramLabel = "VM", hideParamSyntax = true)
    private String name = "";

    @Option(names = "--browser", description = "Print the address of a page that shows the console.")
    private boolean browser;

    @Option(names = "--open", description = "With --browser: open the page in the browser of this desktop.")
    private boolean open;

    ConsoleVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (open && !browser) {
            throw Failure.usage("--open needs --browser", "cairn console " + name + " --browser --open");
        }
        Target machine = session().targets(false).ofType("virtualmachines", List.of(name)).getFirst();
        if (browser) {
            return new StreamPage("console", "serial console", "cairn console " + name).show(session(), machine, open);
        }
        Goodbye end = session().console().attach(session().cluster(), Call.get(machine.path() + "/console"));
        if (end.byServer() && !end.heard()) {
            throw closedAtOnce(machine, end);
        }
        if (end.code() != NORMAL && end.code() != NO_CODE && end.code() != GOING_AWAY) {
            throw Failure.refused(
                    "the console was cut" + (end.reason().isBlank() ? "" : ": " + Safe.text(end.reason())),
                    "cairn get " + machine.ref(), "cairn logs " + machine.name());
        }
        if (!end.reason().isBlank()) {
            screen().note(Safe.text(end.reason()));
        }
        return ExitCode.OK;
    }

    /** Not every door between us and the machine passes the reason on: its state tells it. */
    private Failure closedAtOnce(Target machine, Goodbye end) {
        ApiObject object = session().objects().get(machine);
        String reason = end.reason().isBlank() ? Diagnosis.sentence(object) : end.reason();
        List<String> next = Diagnosis.next(machine.type(), object);
        return Failure.of(ExitCode.REFUSED, machine.ref() + " has no console now: it is " + Diagnosis.phase(object)
                + (reason.isBlank() ? "" : " (" + Safe.text(reason) + ")"), List.of(),
                next.isEmpty() ? List.of("cairn get " + machine.ref()) : next);
    }
}
