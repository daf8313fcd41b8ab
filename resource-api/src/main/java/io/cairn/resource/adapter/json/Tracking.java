package io.cairn.resource.adapter.json;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.ownership.Applied;
import io.cairn.resource.domain.ownership.FieldOwner;
import io.cairn.resource.domain.ownership.FieldPath;
import io.cairn.resource.domain.ownership.Leaves;
import io.cairn.resource.domain.ownership.Ownership;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Keeps the owners of fields up to date with every write of one writer at one time. */
public record Tracking(FieldOwner writer, Instant at) {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final FieldPath LAST_APPLIED_PATH = FieldPath.fields("metadata", "annotations", LAST_APPLIED);
    /** The name under which {@code kubectl apply --server-side} applies. */
    private static final String KUBECTL = "kubectl";

    /** The metadata of a new object that its creator owns whole. */
    public <S extends Record, F extends Record, T extends Record> Metadata created(KindCodec<S, F, T> codec,
            Resource<S, F, T> draft) {
        var owned = Ownership.NONE.updated(Leaves.NONE, FieldLeaves.of(codec, draft, false), writer, at);
        return with(draft.metadata(), owned);
    }

    /**
     * The object with the owners after a write. An object whose fields nobody owns stays so until somebody applies.
     *
     * @param given managedFields as the client sent them; missing if it did not
     */
    public <S extends Record, F extends Record, T extends Record> Resource<S, F, T> updated(KindCodec<S, F, T> codec,
            Resource<S, F, T> before, Resource<S, F, T> after, JsonNode given) {
        var owned = base(before.metadata(), given);
        var next = owned.isEmpty()
                ? owned
                : owned.updated(FieldLeaves.of(codec, before, status()), FieldLeaves.of(codec, after, status()), writer,
                        at);
        return new Resource<>(with(after.metadata(), next), after.spec(), after.facts(), after.status());
    }

    private boolean status() {
        return !writer.subresource().isEmpty();
    }

    private static Ownership base(Metadata before, JsonNode given) {
        if (ManagedFields.resets(given)) {
            return Ownership.NONE;
        }
        return ManagedFields.parse(given)
                .filter(owned -> !owned.isEmpty())
                .orElseGet(() -> ManagedFields.read(before.managedFields()));
    }

    /** What is to be written, as leaves, and the managedFields to go with it. Refuses conflicts. */
    public record Application(Leaves object, String managedFields) {}

    /** Applies to an object that is not there yet. */
    public Application applied(KindCodec<?, ?, ?> codec, JsonNode document) {
        return resolve(Ownership.NONE.apply(Leaves.NONE, FieldLeaves.of(codec, document, false), writer, false,
                Set.of(), at), document);
    }

    /** Applies to an object. */
    public <S extends Record, F extends Record, T extends Record> Application applied(KindCodec<S, F, T> codec,
            Resource<S, F, T> before, JsonNode document, boolean force) {
        var live = FieldLeaves.of(codec, before, status());
        var owned = ManagedFields.read(before.metadata().managedFields());
        if (owned.isEmpty()) {
            var earlier = new FieldOwner("before-first-apply", FieldOwner.Operation.UPDATE, writer.apiVersion(), "");
            owned = Ownership.NONE.updated(Leaves.NONE, FieldLeaves.of(codec, before, false), earlier, at);
        }
        var configuration = FieldLeaves.of(codec, document, status());
        return resolve(owned.apply(live, configuration, writer, force, migrating(codec, live), at), document);
    }

    private Application resolve(Applied applied, JsonNode document) {
        return switch (applied) {
            case Applied.Merged(var object, var ownership) -> new Application(noted(object, document),
                    ManagedFields.write(ownership));
            case Applied.Conflicts conflicts -> throw refusal(conflicts);
        };
    }

    /** Client-side apply leaves a note of what it applied: server-side apply keeps that note true. */
    private Leaves noted(Leaves object, JsonNode document) {
        return writer.manager().equals(KUBECTL) && object.value(LAST_APPLIED_PATH).isPresent()
                ? object.with(LAST_APPLIED_PATH,
                        Json.MAPPER.getNodeFactory().stringNode(document.toString() + "\n").toString())
                : object;
    }

    /** What kubectl applied from the client's side and nobody changed since, it may take over from the server's side. */
    private Set<FieldPath> migrating(KindCodec<?, ?, ?> codec, Leaves live) {
        var note = live.value(LAST_APPLIED_PATH);
        if (!writer.manager().equals(KUBECTL) || note.isEmpty()) {
            return Set.of();
        }
        try {
            var last = FieldLeaves.of(codec, Json.MAPPER.readTree(Json.MAPPER.readTree(note.get()).asString("")),
                    false);
            var unchanged = new TreeSet<>(last.paths());
            unchanged.removeIf(path -> !last.value(path).equals(live.value(path)));
            return unchanged;
        } catch (JacksonException notOurs) {
            return Set.of();
        }
    }

    private static Refusal refusal(Applied.Conflicts found) {
        var conflicts = found.conflicts();
        var causes = conflicts.stream()
                .map(conflict -> new Cause("FieldManagerConflict", conflict.path().toString(),
                        "conflict with " + conflict.owner()))
                .toList();
        if (conflicts.size() == 1) {
            var only = conflicts.getFirst();
            return new Refusal(Reason.CONFLICT,
                    "Apply failed with 1 conflict: conflict with %s: %s".formatted(only.owner(), only.path()), causes);
        }
        var lines = conflicts.stream()
                .collect(Collectors.groupingBy(conflict -> conflict.owner().toString(), TreeMap::new,
                        Collectors.mapping(conflict -> "- " + conflict.path(), Collectors.joining("\n"))))
                .entrySet()
                .stream()
                .map(entry -> "conflicts with " + entry.getKey() + ":\n" + entry.getValue())
                .collect(Collectors.joining("\n"));
        return new Refusal(Reason.CONFLICT, "Apply failed with %d conflicts: %s".formatted(conflicts.size(), lines),
                causes);
    }

    private static Metadata with(Metadata metadata, Ownership ownership) {
        return metadata.withManagedFields(ManagedFields.write(ownership));
    }
}
