package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Nothing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets and removes labels or annotations. */
class Marks extends Verb {

    private final String field;
    private final String done;

    @Parameters(paramLabel = "TYPE NAME... KEY=VALUE... KEY-...", hideParamSyntax = true, arity = "1..*")
    private List<String> words = new ArrayList<>();

    @Option(names = "--overwrite", description = "Also where the key has another value.")
    private boolean overwrite;

    @Option(names = "--all", description = "All objects of the type in the namespace.")
    private boolean all;

    @Option(names = {"-l",
            "--selector"}, paramLabel = "LABELS", defaultValue = "", description = "All objects of the type with these labels.")
    private String labels = "";

    Marks(Session session, String field, String done) {
        super(session);
        this.field = field;
        this.done = done;
    }

    @Override
    ExitCode run() throws InterruptedException {
        List<String> objects = new ArrayList<>();
        Map<String, Object> changes = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                changes.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (word.endsWith("-") && word.length() > 1) {
                changes.put(word.substring(0, word.length() - 1), Nothing.NOTHING);
            } else {
                objects.add(word);
            }
        }
        if (changes.isEmpty()) {
            throw Failure.usage("say what to set (key=value) or to remove (key-)");
        }
        return each(new Choosing(session(), labels, all).of(objects, "change"), target -> mark(target, changes));
    }

    private void mark(Target target, Map<String, Object> changes) {
        ApiObject now = session().objects().get(target).object("metadata", field);
        for (Map.Entry<String, Object> change : changes.entrySet()) {
            String before = now.text(change.getKey());
            if (!overwrite && change.getValue() instanceof String value && !before.isEmpty() && !before.equals(value)) {
                throw Failure.refused(target.qualified() + " has " + change.getKey() + "=" + before + " already",
                        "replace it with --overwrite");
            }
        }
        Map<String, Object> patch = Map.of("metadata", Map.of(field, changes));
        var answer = session().cluster()
                .send(Call.of("PATCH", target.path())
                        .with("fieldManager", Applying.MANAGER)
                        .body("application/merge-patch+json", session().notation().json(patch)));
        warn(answer.warnings());
        screen().out(target.qualified() + " " + done);
    }
}
