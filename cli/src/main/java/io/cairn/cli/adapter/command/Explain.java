package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Description;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ResourceType;
import io.cairn.cli.domain.SchemaPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two questions: what does a field mean, and why is an object as it is. */
@Command(name = "explain", footer = {"", "Examples:", "  cairn explain vm.spec.rootDisk       what a field means",
        "  cairn explain vm --recursive         all fields of a kind",
        "  cairn explain vm/web                 why it is where it is, or why it is pending"})
final class Explain extends Verb {

    @Parameters(paramLabel = "TYPE[.FIELD...] | TYPE/NAME | TYPE NAME", hideParamSyntax = true, arity = "1..2")
    private List<String> words = new ArrayList<>();

    @Option(names = "--recursive", description = "All fields below, without their descriptions.")
    private boolean recursive;

    Explain(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        if (words.size() == 2 || words.getFirst().contains("/")) {
            Target target = session().targets(false).parse(words).getFirst();
            ApiObject object = session().objects().get(target);
            new Description(target.type(), object, session().objects().events(object), session().time().now()).why()
                    .forEach(screen()::out);
            if (target.type().plural().equals("virtualmachines")) {
                placement(target);
            }
            return ExitCode.OK;
        }
        List<String> steps = new ArrayList<>(Arrays.asList(words.getFirst().split("\\.")));
        ResourceType type = session().discovery().named(steps.removeFirst());
        new SchemaPage(document(type), type).page(steps, recursive).forEach(screen()::out);
        return ExitCode.OK;
    }

    /** What the scheduler says; not every server has one that answers. */
    private void placement(Target target) {
        Review review = new Review(session());
        try {
            List<String> lines = review.lines(review.of(target.namespace(), target.name()), screen());
            screen().out("");
            lines.forEach(screen()::out);
        } catch (Failure unanswered) {
            if (unanswered.exit() == ExitCode.CONNECTION) {
                throw unanswered;
            }
            warn(List.of("the scheduler did not explain it: " + unanswered.getMessage()));
        }
    }

    private ApiObject document(ResourceType type) {
        String path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
        String url = session().cluster().send(Call.get("/openapi/v3")).body().text("paths", path, "serverRelativeURL");
        if (!url.startsWith("/openapi/v3")) {
            throw Failure.refused("the server has no OpenAPI document for " + type.apiVersion());
        }
        return session().cluster().send(Call.get(url)).body();
    }
}
