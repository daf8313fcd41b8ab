package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.application.Waiting;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Goal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for a condition, a value or the end of objects. */
@Command(name = "wait", footer = {"", "Examples:", "  cairn wait vm/web --for=condition=Ready",
        "  cairn wait vm/web --for=jsonpath='{.status.phase}'=Running --timeout=2m",
        "  cairn wait vm -l app=web --for=delete"})
final class Wait extends Verb {

    @Parameters(paramLabel = "TYPE NAME... | TYPE/NAME...", hideParamSyntax = true, arity = "1..*")
    private List<String> words = new ArrayList<>();

    @Option(names = "--for", paramLabel = "GOAL", defaultValue = "condition=Ready", description = "condition=NAME[=VALUE], delete, create or jsonpath={.path}=VALUE. Default: ${DEFAULT-VALUE}.")
    private String goal = "condition=Ready";

    @Option(names = {"-l",
            "--selector"}, paramLabel = "LABELS", defaultValue = "", description = "All objects of the type with these labels.")
    private String labels = "";

    @Option(names = "--all", description = "All objects of the type in the namespace.")
    private boolean all;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "5m", converter = Durations.class, description = "Longest wait for all of them. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(5);

    Wait(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Goal wanted = Goal.parse(goal);
        var deadline = session().time().now().plus(timeout);
        Waiting waiting = session().waiting();
        return each(chosen(wanted), target -> {
            waiting.until(target, wanted, Duration.between(session().time().now(), deadline));
            screen().out(target.qualified() + " " + (wanted instanceof Goal.Deleted ? "deleted" : "condition met"));
        });
    }

    private List<Target> chosen(Goal wanted) {
        List<Target> chosen = new Choosing(session(), labels, all).of(words, "wait for");
        if (chosen.isEmpty() && !(wanted instanceof Goal.Deleted)) {
            throw Failure.of(ExitCode.NOT_FOUND, "there is nothing to wait for", List.of(), List.of());
        }
        return chosen;
    }
}
