package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.application.Waiting;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Goal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Start, stop, restart, pause and resume: one subresource each. */
class Power extends Verb {

    private final String action;
    private final String done;

    @Parameters(paramLabel = "VM...", hideParamSyntax = true, arity = "1..*")
    private List<String> names = new ArrayList<>();

    @Mixin
    private WaitOption wait = new WaitOption();

    Power(Session session, String action, String done) {
        super(session);
        this.action = action;
        this.done = done;
    }

    @Override
    ExitCode run() throws InterruptedException {
        return each(session().targets(false).ofType("virtualmachines", names), this::perform);
    }

    private void perform(Target machine) throws InterruptedException {
        Answer answer = session().cluster()
                .send(Call.of("POST", machine.path() + "/" + action)
                        .body("application/json", "{}"));
        warn(answer.warnings());
        screen().out(machine.qualified() + " " + action + " accepted");
        if (!wait.wanted()) {
            return;
        }
        Waiting waiting = session().waiting();
        ApiObject result = answer.body();
        if (!result.isEmpty() && !result.kind().equals(machine.type().kind()) && !result.kind().equals("Status")) {
            Target operation = new Target(session().discovery().of(result), result.namespace(), result.name());
            waiting.until(operation, new Goal.Complete(), wait.timeout(), result.uid());
        }
        if (!action.equals("pause")) {
            waiting.until(machine, new Goal.Ready(), wait.timeout());
        }
        waiting.done(machine, done);
    }
}
