package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes objects be as files say: creates what is missing, changes what differs. */
@Command(name = "apply", footer = {"", "Examples:", "  cairn apply -f web.yaml --wait",
        "  cairn apply -f machines/ --dry-run", "  sed s/web/db/ web.yaml | cairn apply -f -", "",
        "A field that somebody else set to another value is a conflict; --force-conflicts takes it over."})
final class Apply extends Verb {

    @Option(names = {"-f",
            "--filename"}, paramLabel = "FILE|FOLDER|-", required = true, description = "YAML or JSON; several objects in one file are separated by ---.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--force-conflicts", description = "Take over fields that somebody else manages.")
    private boolean force;

    @Option(names = "--dry-run", arity = "0..1", fallbackValue = "server", paramLabel = "server", defaultValue = "", description = "Let the server check everything and store nothing.")
    private String dryRun = "";

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "name, yaml, json or jsonpath={.path} of the result.")
    private String output = "";

    @Mixin
    private WaitOption wait = new WaitOption();

    Apply(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Format format = Format.parse(output);
        boolean dry = DryRun.wanted(dryRun);
        List<Manifests.Manifest> manifests = new Manifests(session()).read(files);
        Applying applying = new Applying(session().cluster(), session().notation());
        Written written = new Written(session(), format, dry, wait);
        return each(manifests, manifest -> written.tell(manifest.target(),
                manifest.object().name().isEmpty()
                        ? applying.create(manifest.target(), manifest.object(), dry)
                        : applying.apply(manifest.target(), manifest.object(), new Applying.Mode(force, dry))));
    }
}
