package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes fields of objects. */
@Command(name = "patch", footer = {"", "Examples:", "  cairn patch vm web -p '{\"spec\":{\"runStrategy\":\"Halted\"}}'",
        "  cairn patch vm web -p 'spec: {instanceType: c4.medium}'",
        "  cairn patch vm web --type json -p '[{\"op\":\"remove\",\"path\":\"/spec/userData\"}]'"})
final class Patch extends Verb {

    @Parameters(paramLabel = "TYPE NAME... | TYPE/NAME...", hideParamSyntax = true, arity = "1..*")
    private List<String> words = new ArrayList<>();

    @Option(names = {"-p", "--patch"}, paramLabel = "PATCH", required = true, description = "JSON or YAML.")
    private String patch = "";

    @Option(names = "--type", paramLabel = "merge|json", defaultValue = "merge", description = "A merge patch (RFC 7386) or a JSON patch (RFC 6902). Default: ${DEFAULT-VALUE}.")
    private String type = "merge";

    @Option(names = "--subresource", paramLabel = "NAME", defaultValue = "", description = "Such as status.")
    private String subresource = "";

    @Option(names = "--dry-run", arity = "0..1", fallbackValue = "server", paramLabel = "server", defaultValue = "", description = "Let the server check everything and store nothing.")
    private String dryRun = "";

    Patch(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        String mediaType = switch (type) {
            case "merge" -> "application/merge-patch+json";
            case "json" -> "application/json-patch+json";
            default -> throw Failure.usage("--type " + type + " is not supported", "use --type merge or --type json");
        };
        String body = body();
        boolean dry = DryRun.wanted(dryRun);
        return each(session().targets(false).parse(words), target -> {
            if (target.name().isEmpty()) {
                throw Failure.usage("name the " + target.type().plural() + " to patch");
            }
            Answer answer = session().cluster()
                    .send(Call
                            .of("PATCH", target.path() + (subresource.isEmpty() ? "" : "/" + subresource))
                            .with("fieldManager", Applying.MANAGER)
                            .with("fieldValidation", "Strict")
                            .with("dryRun", dry ? "All" : "")
                            .body(mediaType, body));
            warn(answer.warnings());
            screen().out(target.qualified() + " patched" + (dry ? " (dry run: nothing was stored)" : ""));
        });
    }

    private String body() {
        if (type.equals("json") || patch.stripLeading().startsWith("{")) {
            Object tree = session().notation().parseJson(patch);
            boolean fits = type.equals("json") ? tree instanceof List : tree instanceof Map;
            if (!fits) {
                throw Failure.usage("a " + type + " patch is " + (type.equals("json") ? "a list" : "an object"));
            }
            return patch;
        }
        return session().notation()
                .json(session().notation()
                        .parseAll(patch, "--patch")
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> Failure.usage("the patch is empty"))
                        .fields());
    }
}
