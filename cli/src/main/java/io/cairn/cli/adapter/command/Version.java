package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the version of this program and of the server. */
@Command(name = "version", footer = {"", "Examples:", "  cairn version", "  cairn version --client"})
final class Version extends Verb {

    @Option(names = "--client", description = "Only of this program.")
    private boolean clientOnly;

    Version(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        screen().out("Client:     " + session().version() + " (Java " + Runtime.version() + ")");
        if (clientOnly) {
            return ExitCode.OK;
        }
        if (session().verbose()) {
            screen().out("Kubeconfig: " + session().access().source());
            screen().out("Namespace:  " + session().access().namespace());
        }
        screen().out("Address:    " + session().access().server());
        ApiObject server = session().cluster().send(Call.get("/version")).body();
        screen().out("Server:     " + server.text("gitVersion"));
        return ExitCode.OK;
    }
}
