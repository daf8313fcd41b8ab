package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts what files say in the place of objects that there are. */
@Command(name = "replace", footer = {"",
        "A file with metadata.resourceVersion replaces that version only; without one, whatever is there.", "",
        "Examples:", "  cairn get vm web -o yaml > web.yaml    change it, then", "  cairn replace -f web.yaml"})
final class Replace extends Verb {

    @Option(names = {"-f", "--filename"}, paramLabel = "FILE|FOLDER|-", required = true, description = "YAML or JSON.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--dry-run", arity = "0..1", fallbackValue = "server", paramLabel = "server", defaultValue = "", description = "Let the server check everything and store nothing.")
    private String dryRun = "";

    Replace(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        boolean dry = DryRun.wanted(dryRun);
        return each(new Manifests(session()).read(files), manifest -> {
            if (manifest.target().name().isEmpty()) {
                throw Failure.usage("an object to replace has a metadata.name");
            }
            ApiObject there = session().objects().get(manifest.target());
            ApiObject wanted = manifest.object();
            if (wanted.resourceVersion().isEmpty()) {
                wanted = wanted.with("metadata",
                        wanted.object("metadata").with("resourceVersion", there.resourceVersion()).fields());
            }
            Answer answer = session().cluster()
                    .send(Call.of("PUT", manifest.target().path())
                            .with("fieldManager", Applying.MANAGER)
                            .with("fieldValidation", "Strict")
                            .with("dryRun", dry ? "All" : "")
                            .body("application/json", session().notation().json(wanted.fields())));
            warn(answer.warnings());
            screen().out(manifest.target().qualified() + " replaced"
                    + (dry ? " (dry run: nothing was stored)" : ""));
        });
    }
}
