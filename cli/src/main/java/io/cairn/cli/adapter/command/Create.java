package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates objects; fails if one of the name exists. */
@Command(name = "create", footer = {"", "Examples:", "  cairn create -f web.yaml",
        "  cairn create vm web --image debian-12 --type c2.small --disk 10Gi --wait"})
final class Create extends Verb {

    @Option(names = {"-f", "--filename"}, paramLabel = "FILE|FOLDER|-", description = "YAML or JSON.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--dry-run", arity = "0..1", fallbackValue = "server", paramLabel = "server", defaultValue = "", description = "Let the server check everything and store nothing.")
    private String dryRun = "";

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "name, yaml, json or jsonpath={.path} of the result.")
    private String output = "";

    @Mixin
    private WaitOption wait = new WaitOption();

    Create(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (files.isEmpty()) {
            throw Failure.usage("say what to create", "cairn create -f FILE", "cairn create vm NAME --image IMAGE");
        }
        Format format = Format.parse(output);
        boolean dry = DryRun.wanted(dryRun);
        Applying applying = new Applying(session().cluster(), session().notation());
        Written written = new Written(session(), format, dry, wait);
        return each(new Manifests(session()).read(files), manifest -> {
            Target collection = new Target(manifest.target().type(),
                    manifest.target().namespace(), "");
            written.tell(manifest.target(), applying.create(collection, manifest.object(), dry));
        });
    }
}
