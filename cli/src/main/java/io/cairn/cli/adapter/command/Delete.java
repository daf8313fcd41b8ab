package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Goal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes objects, and stays until they are gone. */
@Command(name = "delete", footer = {"", "Examples:", "  cairn delete vm web db", "  cairn delete vm -l app=web",
        "  cairn delete -f web.yaml --ignore-not-found", "  cairn delete vm --all -n scratch --wait=false"})
final class Delete extends Verb {

    @Parameters(paramLabel = "TYPE NAME... | TYPE/NAME...", hideParamSyntax = true, arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Option(names = {"-f", "--filename"}, paramLabel = "FILE|FOLDER|-", description = "The objects in these files.")
    private List<String> files = new ArrayList<>();

    @Option(names = {"-l",
            "--selector"}, paramLabel = "LABELS", defaultValue = "", description = "All objects of the type with these labels.")
    private String labels = "";

    @Option(names = "--all", description = "All objects of the type in the namespace.")
    private boolean all;

    @Option(names = "--ignore-not-found", description = "An object that is not there is no error.")
    private boolean ignoreNotFound;

    @Option(names = "--wait", arity = "0..1", fallbackValue = "true", defaultValue = "true", paramLabel = "true|false", description = "Stay until they are gone. Default: true.")
    private boolean wait = true;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "5m", converter = Durations.class, description = "Longest wait for each. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(5);

    /** A delete that the server accepted. */
    private record Accepted(Target target, String uid, boolean gone) {}

    Delete(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        List<Target> targets = chosen();
        if (targets.isEmpty()) {
            screen().note("nothing to delete");
            return ExitCode.OK;
        }
        List<Accepted> accepted = new ArrayList<>();
        ExitCode asked = each(targets, target -> ask(target, accepted));
        ExitCode gone = each(accepted, this::finish);
        return asked == ExitCode.OK ? gone : asked;
    }

    private List<Target> chosen() {
        if (!files.isEmpty()) {
            List<Target> targets = new ArrayList<>();
            new Manifests(session()).read(files).forEach(manifest -> targets.addFirst(manifest.target()));
            return targets;
        }
        return new Choosing(session(), labels, all).of(words, "delete");
    }

    private void ask(Target target, List<Accepted> accepted) {
        try {
            Answer answer = session().cluster()
                    .send(Call.of("DELETE", target.path())
                            .body("application/json",
                                    session().notation().json(Map.of("propagationPolicy", "Background"))));
            boolean gone = answer.body().kind().equals("Status");
            String uid = gone ? answer.body().text("details", "uid") : answer.body().uid();
            accepted.add(new Accepted(target, uid, gone));
        } catch (Failure failure) {
            if (!failure.is(404) || !ignoreNotFound) {
                throw failure;
            }
        }
    }

    private void finish(Accepted accepted) throws InterruptedException {
        if (!wait && !accepted.gone()) {
            screen().out(accepted.target().qualified() + " is being deleted");
            return;
        }
        // Also after a plain success: some servers answer so while finalizers still run.
        if (wait) {
            session().waiting().until(accepted.target(), new Goal.Deleted(), timeout, accepted.uid());
        }
        screen().out(accepted.target().qualified() + " deleted");
    }
}
