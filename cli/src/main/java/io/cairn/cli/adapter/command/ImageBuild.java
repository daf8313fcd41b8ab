package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.application.Waiting;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Goal;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds an image from its recipe and shows how far it is. */
@Command(name = "build", footer = {"", "Examples:", "  cairn image build debian-12",
        "  cairn image build debian-12 --wait=false"})
final class ImageBuild extends Verb {

    @Parameters(paramLabel = "NAME", hideParamSyntax = true)
    private String name = "";

    @Option(names = "--wait", arity = "0..1", fallbackValue = "true", defaultValue = "true", paramLabel = "true|false", description = "Stay until it is built. Default: true.")
    private boolean wait = true;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "20m", converter = Durations.class, description = "Longest wait. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(20);

    ImageBuild(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Target image = session().targets(false).ofType("images", List.of(name)).getFirst();
        Answer answer = session().cluster()
                .send(Call.of("POST", image.path() + "/build")
                        .body("application/json",
                                "{}"));
        warn(answer.warnings());
        screen().out(image.qualified() + " build accepted");
        if (wait) {
            Waiting waiting = session().waiting();
            waiting.until(image, new Goal.Settled("Ready"), timeout);
            waiting.done(image, "is built");
        }
        return ExitCode.OK;
    }
}
