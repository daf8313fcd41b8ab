package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says which kinds are served and what can be done with them; the verbs are true. */
public final class Discovery {
    /** Field of an APIResource that says what namespaced cannot: the kind belongs to an organisation. */
    public static final String SCOPE = "x-cairn-scope";
    public static final String OF_ORGANISATION = "Organisation";

    private static final List<String> VERBS = List.of("create", "delete", "deletecollection", "get", "list", "patch",
            "update", "watch");

    private Discovery() {}

    static ObjectNode groups(Collection<GroupVersion> versions) {
        var list = Json.MAPPER.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        var groups = list.putArray("groups");
        versions.stream().filter(version -> !version.group().isEmpty()).forEach(version -> groups.add(group(version)));
        return list;
    }

    static ObjectNode group(GroupVersion version) {
        var group = Json.MAPPER.createObjectNode()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", version.group());
        group.putArray("versions").add(forDiscovery(version));
        group.set("preferredVersion", forDiscovery(version));
        return group;
    }

    private static ObjectNode forDiscovery(GroupVersion version) {
        return Json.MAPPER.createObjectNode()
                .put("groupVersion", version.apiVersion())
                .put("version", version.version());
    }

    static ObjectNode resources(GroupVersion version, List<Kind<?, ?, ?>> kinds) {
        var list = Json.MAPPER.createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", version.apiVersion());
        var resources = list.putArray("resources");
        for (var kind : kinds) {
            var entry = resource(resources, kind, kind.plural(), verbs(kind)).put("singularName", kind.singular());
            words(entry, "shortNames", kind.shortNames());
            words(entry, "categories", kind.categories());
            if (kind.review().isEmpty()) {
                resource(resources, kind, kind.plural() + "/status", statusVerbs(kind));
            }
            for (Subresource<?, ?, ?> subresource : kind.subresources()) {
                resource(resources, kind, kind.plural() + "/" + subresource.name(), verbs(subresource));
            }
        }
        return list;
    }

    private static ObjectNode resource(ArrayNode resources, Kind<?, ?, ?> kind, String name, List<String> verbs) {
        var entry = resources.addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", kind.namespaced())
                .put("kind", kind.kind());
        if (kind.scope() == Scope.ORGANISATION) {
            entry.put(SCOPE, OF_ORGANISATION);
        }
        words(entry, "verbs", verbs);
        return entry;
    }

    private static List<String> verbs(Kind<?, ?, ?> kind) {
        return kind.review().isPresent() ? List.of("create") : VERBS;
    }

    private static List<String> statusVerbs(Kind<?, ?, ?> kind) {
        return kind.statusWritable() ? List.of("get", "patch", "update") : List.of("get");
    }

    private static List<String> verbs(Subresource<?, ?, ?> subresource) {
        return switch (subresource) {
            case Subresource.Action<?, ?, ?> _ -> List.of("create");
            case Subresource.Stream<?, ?, ?> _ -> List.of("get");
            case Subresource.View<?, ?, ?, ?> _ -> List.of("get");
            case Subresource.Upload<?, ?, ?> _ -> List.of("create", "delete", "get", "patch");
        };
    }

    private static void words(ObjectNode entry, String field, List<String> words) {
        if (!words.isEmpty()) {
            words.forEach(entry.putArray(field)::add);
        }
    }

    /** The aggregated form, {@code apidiscovery.k8s.io}. */
    static ObjectNode aggregated(String form, Collection<GroupVersion> versions, List<Kind<?, ?, ?>> kinds) {
        var list = Json.MAPPER.createObjectNode()
                .put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", "apidiscovery.k8s.io/" + form);
        list.putObject("metadata");
        var items = list.putArray("items");
        for (var version : versions) {
            var item = items.addObject();
            item.putObject("metadata").put("name", version.group());
            var entry = item.putArray("versions").addObject().put("version", version.version());
            var resources = entry.putArray("resources");
            kinds.stream()
                    .filter(kind -> kind.groupVersion().equals(version))
                    .forEach(kind -> aggregated(resources.addObject(), kind));
            entry.put("freshness", "Current");
        }
        return list;
    }

    private static void aggregated(ObjectNode entry, Kind<?, ?, ?> kind) {
        entry.put("resource", kind.plural());
        responseKind(entry, kind);
        entry.put("scope", kind.scope() == Scope.NAMESPACED ? "Namespaced" : "Cluster")
                .put("singularResource", kind.singular());
        words(entry, "verbs", verbs(kind));
        words(entry, "shortNames", kind.shortNames());
        words(entry, "categories", kind.categories());
        if (kind.review().isPresent()) {
            return;
        }
        var subresources = entry.putArray("subresources");
        var status = subresources.addObject().put("subresource", "status");
        responseKind(status, kind);
        words(status, "verbs", statusVerbs(kind));
        for (Subresource<?, ?, ?> subresource : kind.subresources()) {
            var sub = subresources.addObject().put("subresource", subresource.name());
            responseKind(sub, kind);
            words(sub, "verbs", verbs(subresource));
        }
    }

    private static void responseKind(ObjectNode entry, Kind<?, ?, ?> kind) {
        entry.putObject("responseKind")
                .put("group", kind.groupVersion().group())
                .put("version", kind.groupVersion().version())
                .put("kind", kind.kind());
    }
}
