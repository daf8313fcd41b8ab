package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Screen.Tone;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.LineDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what applying files would change; the server works it out, nothing is stored. */
@Command(name = "diff", footer = {"", "Ends with 0 if nothing would change and with 1 if something would.", "",
        "Examples:", "  cairn diff -f web.yaml", "  cairn diff -f machines/ || cairn apply -f machines/"})
final class Diff extends Verb {

    @Option(names = {"-f", "--filename"}, paramLabel = "FILE|FOLDER|-", required = true, description = "YAML or JSON.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--force-conflicts", description = "As if fields that somebody else manages were taken over.")
    private boolean force;

    Diff(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Applying applying = new Applying(session().cluster(), session().notation());
        boolean[] differs = {false};
        ExitCode result = each(new Manifests(session()).read(files), manifest -> {
            Optional<ApiObject> before = session().objects().find(manifest.target());
            ApiObject after = applying.apply(manifest.target(), manifest.object(), new Applying.Mode(force, true))
                    .object();
            differs[0] |= tell(manifest.target(), before.map(this::text).orElse(List.of()), text(after));
        });
        return result == ExitCode.OK && differs[0] ? ExitCode.REFUSED : result;
    }

    /** What people write; what the server counts and computes is left out. */
    private List<String> text(ApiObject object) {
        ApiObject metadata = object.object("metadata")
                .without("managedFields")
                .without("resourceVersion")
                .without("generation")
                .without("creationTimestamp")
                .without("uid");
        return session().notation()
                .yaml(object.without("status").with("metadata", metadata.fields()).fields())
                .lines()
                .toList();
    }

    private boolean tell(Target target, List<String> before, List<String> after) {
        List<String> lines = LineDiff.between(before, after);
        if (lines.isEmpty()) {
            return false;
        }
        screen().out(screen().paint(Tone.STRONG, "--- " + target.ref() + (before.isEmpty() ? " (not there)" : "")));
        screen().out(screen().paint(Tone.STRONG, "+++ " + target.ref()));
        for (String line : lines) {
            Tone tone = line.startsWith("+") ? Tone.GOOD : line.startsWith("-") ? Tone.BAD : Tone.PLAIN;
            screen().out(screen().paint(tone, line));
        }
        return true;
    }
}
