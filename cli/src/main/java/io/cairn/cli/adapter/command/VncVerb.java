package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Cluster.Goodbye;
import io.cairn.cli.application.Port;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Safe;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a machine's screen: in a browser by a page and a ticket, or in a VNC viewer by a port of this host. */
@Command(name = "vnc", footer = {"",
        "Prints the address of a page that shows the screen. Its ticket opens the screen once, within 60 seconds, for",
        "whoever has it. The browser must trust the server's certificate (ca.crt of the cloud). With --listen a VNC",
        "viewer of this host is passed on with your own token, and no ticket is made.", "", "Examples:",
        "  cairn vnc web", "  cairn vnc web --open", "  cairn vnc web --listen 127.0.0.1:5900",
        "  cairn vnc web --listen 127.0.0.1:0 --once"})
final class VncVerb extends Verb {

    private static final int MAX_PORT = 65_535;
    private static final int NORMAL = 1000;

    @Parameters(paramLabel = "VM", hideParamSyntax = true)
    private String name = "";

    @Option(names = "--open", description = "Open the page in the browser of this desktop.")
    private boolean open;

    @Option(names = "--listen", paramLabel = "ADDRESS:PORT", defaultValue = "", description = "Pass VNC viewers of this host on to the screen. Port 0 takes a free one.")
    private String listen = "";

    @Option(names = "--once", description = "With --listen: end after the first viewer.")
    private boolean once;

    VncVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (once && listen.isEmpty()) {
            throw Failure.usage("--once needs --listen", "cairn vnc " + name + " --listen 127.0.0.1:0 --once");
        }
        if (open && !listen.isEmpty()) {
            throw Failure.usage("--open shows the page, --listen serves a viewer: choose one");
        }
        Target machine = session().targets(false).ofType("virtualmachines", List.of(name)).getFirst();
        return listen.isEmpty()
                ? new StreamPage("vnc", "screen", "cairn vnc " + name + " --listen 127.0.0.1:0").show(session(),
                        machine,
                        open)
                : serve(machine);
    }

    private ExitCode serve(Target machine) throws InterruptedException {
        int colon = listen.lastIndexOf(':');
        String port = listen.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MAX_PORT) {
            throw Failure.usage("--listen " + listen + ": must be an address and a port", "--listen 127.0.0.1:5900");
        }
        ApiObject found = session().objects().get(machine);
        try (Port here = session().listen(listen.substring(0, colon), Integer.parseInt(port))) {
            screen().out(here.address());
            screen().note("vnc://" + here.address() + " is the screen of " + machine.ref() + " (uid " + found.uid()
                    + "); end with Ctrl-C");
            do {
                Port.Visitor viewer = here.accept();
                if (once) {
                    return pass(machine, viewer);
                }
                Thread.ofVirtual().name("viewer").start(() -> passOn(machine, viewer));
            } while (!Thread.currentThread().isInterrupted());
        }
        return ExitCode.OK;
    }

    /** One of several viewers: what one is refused is no end for the others. */
    private void passOn(Target machine, Port.Visitor viewer) {
        try {
            pass(machine, viewer);
        } catch (Failure refused) {
            screen().note("a viewer was refused: " + Safe.text(refused.message()));
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private ExitCode pass(Target machine, Port.Visitor viewer) throws InterruptedException {
        try (viewer) {
            Goodbye end = session().cluster().converse(Call.get(machine.path() + "/vnc"), viewer, viewer.screen());
            if (end.byServer() && end.code() != NORMAL) {
                throw Failure.refused("the screen of " + machine.ref() + " was cut"
                        + (end.reason().isBlank() ? "" : ": " + Safe.text(end.reason())),
                        "cairn get "
                                + machine.ref());
            }
            return ExitCode.OK;
        }
    }
}
