package io.cairn.cli.application;

import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.MergePatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes objects as a file says: server-side apply, or create. */
public final class Applying {

    public static final String MANAGER = "cairn";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final Cluster cluster;
    private final Notation notation;
    private final Objects objects;

    public Applying(Cluster cluster, Notation notation) {
        this.cluster = cluster;
        this.notation = notation;
        this.objects = new Objects(cluster);
    }

    /** How to write. */
    public record Mode(boolean force, boolean dryRun) {}

    /** What became of it: {@code created}, {@code configured} or {@code unchanged}. */
    public record Applied(ApiObject object, String verb, java.util.List<String> warnings) {}

    public Applied apply(Target target, ApiObject wanted, Mode mode) {
        Optional<ApiObject> before = objects.find(target);
        Answer answer;
        try {
            answer = cluster.send(written(Call.of("PATCH", target.path()), mode)
                    .with("force", String.valueOf(mode.force()))
                    .body("application/apply-patch+yaml", notation.json(wanted.fields())));
        } catch (Failure failure) {
            if (!failure.is(415)) {
                throw failure;
            }
            answer = applyHere(target, wanted, before, mode);
        }
        return new Applied(answer.body(), verb(before, answer.body(), mode), answer.warnings());
    }

    public Applied create(Target collection, ApiObject wanted, boolean dryRun) {
        Answer answer = cluster.send(written(Call.of("POST", collection.path()), new Mode(false, dryRun))
                .body(Cluster.JSON, notation.json(wanted.fields())));
        return new Applied(answer.body(), "created", answer.warnings());
    }

    private static Call written(Call call, Mode mode) {
        return call.with("fieldManager", MANAGER)
                .with("fieldValidation", "Strict")
                .with("dryRun",
                        mode.dryRun() ? "All" : "");
    }

    private static String verb(Optional<ApiObject> before, ApiObject after, Mode mode) {
        if (before.isEmpty()) {
            return "created";
        }
        ApiObject old = before.get();
        boolean same = mode.dryRun()
                ? old.object("spec").equals(after.object("spec"))
                        && old.object("metadata", "labels").equals(after.object("metadata", "labels"))
                : old.resourceVersion().equals(after.resourceVersion());
        return same ? "unchanged" : "configured";
    }

    /**
     * Apply for a server without server-side apply, as kubectl does it: what the last file said is kept in an
     * annotation, so that what a new file no longer says can be removed.
     */
    private Answer applyHere(Target target, ApiObject wanted, Optional<ApiObject> before, Mode mode) {
        ApiObject marked = marked(wanted);
        if (before.isEmpty()) {
            Target all = new Target(target.type(), target.namespace(), "");
            return cluster.send(written(Call.of("POST", all.path()), mode).body(Cluster.JSON,
                    notation.json(marked.fields())));
        }
        String last = before.get().text("metadata", "annotations", LAST_APPLIED);
        ApiObject lastFile = last.isEmpty() ? ApiObject.EMPTY : ApiObject.of(notation.parseJson(last));
        Map<String, Object> patch = MergePatch.between(lastFile.fields(), wanted.fields());
        Map<String, Object> whole = overlay(patch, marked.fields());
        return cluster.send(written(Call.of("PATCH", target.path()), mode).body("application/merge-patch+json",
                notation.json(whole)));
    }

    /** The patch's removals and all of the wanted values. */
    private static Map<String, Object> overlay(Map<String, Object> patch, Map<String, Object> wanted) {
        Map<String, Object> all = new LinkedHashMap<>(patch);
        wanted.forEach((key, value) -> all.put(key, value instanceof Map && patch.get(key) instanceof Map<?, ?> inner
                ? overlay(ApiObject.of(inner).fields(), ApiObject.of(value).fields())
                : value));
        return all;
    }

    private ApiObject marked(ApiObject wanted) {
        ApiObject metadata = wanted.object("metadata");
        ApiObject annotations = metadata.object("annotations").with(LAST_APPLIED, notation.json(wanted.fields()));
        return wanted.with("metadata", metadata.with("annotations", annotations.fields()).fields());
    }
}
