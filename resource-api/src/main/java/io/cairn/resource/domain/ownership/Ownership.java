package io.cairn.resource.domain.ownership;

import static io.cairn.resource.domain.ownership.FieldOwner.Operation.UPDATE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All owners of the fields of one object. An owner of nothing is not listed. */
public record Ownership(Map<FieldOwner, Owned> owners) {
    public static final Ownership NONE = new Ownership(Map.of());
    private static final int MAX_UPDATERS = 10;
    private static final String ANCIENT = "ancient-changes";

    /** @param at when the owner last changed the object */
    public record Owned(Set<FieldPath> fields, Instant at) {
        public Owned {
            fields = java.util.Collections.unmodifiableSet(new TreeSet<>(fields));
        }
    }

    public Ownership {
        owners = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(owners));
    }

    public boolean isEmpty() {
        return owners.isEmpty();
    }

    Set<FieldPath> of(FieldOwner owner) {
        var owned = owners.get(owner);
        return owned == null ? Set.of() : owned.fields();
    }

    /** Ownership after a write other than an apply: the writer owns what it changed, and nobody what it removed. */
    public Ownership updated(Leaves before, Leaves after, FieldOwner writer, Instant now) {
        var changed = after.changedSince(before);
        var gone = after.goneSince(before);
        if (changed.isEmpty() && gone.isEmpty()) {
            return this;
        }
        var lost = union(changed, gone);
        var next = new LinkedHashMap<FieldOwner, Owned>();
        owners.forEach((owner, owned) -> put(next, owner, minus(owned.fields(), lost), owned.at()));
        put(next, writer, union(minus(of(writer), lost), changed), now);
        return new Ownership(capped(next));
    }

    /**
     * Applies a configuration.
     *
     * @param live the object as it is; no leaves if it is not there yet
     * @param allowed paths that the applier may take over although others own them with another value
     */
    public Applied apply(Leaves live, Leaves configuration, FieldOwner applier, boolean force, Set<FieldPath> allowed,
            Instant now) {
        var disputed = new TreeSet<FieldPath>();
        var conflicts = new ArrayList<Applied.Conflict>();
        for (var entry : owners.entrySet()) {
            if (entry.getKey().equals(applier)) {
                continue;
            }
            for (var path : entry.getValue().fields()) {
                if (configuration.values().containsKey(path) && !configuration.agrees(live, path)) {
                    disputed.add(path);
                    if (!force && !allowed.contains(path)) {
                        conflicts.add(new Applied.Conflict(entry.getKey(), path));
                    }
                }
            }
        }
        if (!conflicts.isEmpty()) {
            return new Applied.Conflicts(conflicts);
        }
        return merged(live, configuration, applier, disputed, now);
    }

    private Applied.Merged merged(Leaves live, Leaves configuration, FieldOwner applier, Set<FieldPath> taken,
            Instant now) {
        var next = new LinkedHashMap<FieldOwner, Owned>();
        owners.forEach((owner, owned) -> {
            if (!owner.equals(applier)) {
                put(next, owner, minus(owned.fields(), taken), owned.at());
            }
        });
        var kept = new TreeSet<>(configuration.paths());
        next.values().forEach(owned -> kept.addAll(owned.fields()));
        var dropped = minus(of(applier), kept);
        var object = live.with(configuration).without(withHollows(live, dropped, kept));
        var same = of(applier).equals(configuration.paths()) && object.changedSince(live).isEmpty()
                && object.goneSince(live).isEmpty();
        var before = owners.get(applier);
        put(next, applier, configuration.paths(), same && before != null ? before.at() : now);
        return new Applied.Merged(object, new Ownership(capped(next)));
    }

    /**
     * What is dropped, and with it the defaults that stand alone in a part of the spec of which nobody owns anything any
     * more: they would be a fragment that nobody asked for.
     */
    private static Set<FieldPath> withHollows(Leaves live, Set<FieldPath> dropped, TreeSet<FieldPath> kept) {
        var all = new TreeSet<>(dropped);
        for (var path : dropped) {
            for (var parent = path.parent(); parent.depth() >= 2
                    && parent.steps().getFirst().equals("f:spec"); parent = parent.parent()) {
                var part = parent;
                if (covered(kept, part)) {
                    break;
                }
                live.paths().stream().filter(part::covers).forEach(all::add);
            }
        }
        return all;
    }

    private static boolean covered(TreeSet<FieldPath> paths, FieldPath part) {
        return Optional.ofNullable(paths.ceiling(part)).filter(part::covers).isPresent();
    }

    private static void put(Map<FieldOwner, Owned> owners, FieldOwner owner, Set<FieldPath> fields, Instant at) {
        if (!fields.isEmpty()) {
            owners.put(owner, new Owned(fields, at));
        } else {
            owners.remove(owner);
        }
    }

    /** Bounds the list: the oldest updates become one. */
    private static Map<FieldOwner, Owned> capped(Map<FieldOwner, Owned> owners) {
        var updaters = owners.keySet()
                .stream()
                .filter(owner -> owner.operation() == UPDATE && !owner.manager().equals(ANCIENT))
                .sorted(Comparator.comparing(owner -> at(owners, owner)))
                .toList();
        var next = new LinkedHashMap<>(owners);
        for (var old : updaters.subList(0, Math.max(0, updaters.size() - MAX_UPDATERS))) {
            var ancient = new FieldOwner(ANCIENT, UPDATE, old.apiVersion(), old.subresource());
            var fields = union(fields(next, old), fields(next, ancient));
            next.remove(old);
            next.put(ancient, new Owned(fields, at(owners, old)));
        }
        return next;
    }

    private static Instant at(Map<FieldOwner, Owned> owners, FieldOwner owner) {
        var owned = owners.get(owner);
        return owned == null ? Instant.EPOCH : owned.at();
    }

    private static Set<FieldPath> fields(Map<FieldOwner, Owned> owners, FieldOwner owner) {
        var owned = owners.get(owner);
        return owned == null ? Set.of() : owned.fields();
    }

    private static Set<FieldPath> union(Collection<FieldPath> a, Collection<FieldPath> b) {
        var all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }

    private static Set<FieldPath> minus(Set<FieldPath> a, Set<FieldPath> b) {
        var left = new TreeSet<>(a);
        left.removeAll(b);
        return left;
    }
}
