package io.cairn.gateway.domain;

import java.util.List;
import java.util.Optional;

/**
 * What a request asks for, read from method and path alone.
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection
 * @param group API group; empty for core and for paths that are no resource
 * @param resource plural; empty for a path that is no resource
 */
public record RequestInfo(String verb, String organisation, String path, String group, String version,
        Optional<String> namespace, Optional<String> resource, Optional<String> name, Optional<String> subresource) {
    public static final String DEFAULT_ORGANISATION = "default";
    private static final int MAX_SEGMENTS = 12;

    /**
     * @param path decoded path as the client sent it, with the organisation's prefix
     * @param watch whether the query asks for a watch
     */
    public static RequestInfo parse(String method, String path, boolean watch) {
        var segments = List.of(path.split("/", MAX_SEGMENTS)).stream().filter(part -> !part.isEmpty()).toList();
        var organisation = DEFAULT_ORGANISATION;
        if (segments.size() >= 2 && segments.get(0).equals("t")) {
            organisation = segments.get(1);
            segments = segments.subList(2, segments.size());
        }
        var rest = "/" + String.join("/", segments);
        var core = segments.size() >= 2 && segments.get(0).equals("api");
        var grouped = segments.size() >= 3 && segments.get(0).equals("apis");
        if (!core && !grouped) {
            return new RequestInfo(verb(method, true, watch), organisation, rest, "", "", Optional.empty(),
                    Optional.empty(),
                    Optional.empty(), Optional.empty());
        }
        var group = core ? "" : segments.get(1);
        var version = segments.get(core ? 1 : 2);
        var tail = segments.subList(core ? 2 : 3, segments.size());
        var namespaced = tail.size() >= 3 && tail.get(0).equals("namespaces") && !tail.get(2).equals("status");
        var namespace = namespaced ? Optional.of(tail.get(1)) : Optional.<String>empty();
        var object = namespaced ? tail.subList(2, tail.size()) : tail;
        var name = at(object, 1);
        return new RequestInfo(verb(method, name.isPresent(), watch), organisation, rest, group, version, namespace,
                at(object, 0), name, at(object, 2));
    }

    private static Optional<String> at(List<String> list, int index) {
        return index < list.size() ? Optional.of(list.get(index)) : Optional.empty();
    }

    private static String verb(String method, boolean named, boolean watch) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> watch ? "watch" : named ? "get" : "list";
        };
    }

    /** Group and resource: {@code compute.cairn.io/virtualmachines}. */
    public String kind() {
        return group + "/" + resource.orElse("");
    }

    /** The request that opens a stream of the same object. */
    public RequestInfo opening(String stream) {
        var object = subresource.map(sub -> path.substring(0, path.length() - sub.length() - 1)).orElse(path);
        return new RequestInfo("get", organisation, object + "/" + stream, group, version, namespace, resource, name,
                Optional.of(stream));
    }

    public boolean reads() {
        return verb.equals("get") || verb.equals("list") || verb.equals("watch");
    }

    /** True if the answer goes on for as long as the client wants: a watch, a console, a log. */
    public boolean streams() {
        return verb.equals("watch") || verb.equals("get") && looksInside();
    }

    /** True if more is looked at than the object and what it uses: its console, what it wrote, an upload. */
    public boolean looksInside() {
        return subresource.filter(part -> !part.equals("status") && !part.equals("stats")).isPresent();
    }

    /**
     * True if the request makes an object, or may.
     *
     * @param applies whether it is a patch of the kind that makes what is not there
     */
    public boolean creates(boolean applies) {
        return resource.isPresent() && subresource.isEmpty()
                && (verb.equals("create") || verb.equals("patch") && applies);
    }

    /** Kind and name, if one is told, for messages: {@code leases.coordination.k8s.io "x"}. */
    public String what() {
        return resource.orElse("") + (group.isEmpty() ? "" : "." + group) + name.map(" \"%s\""::formatted).orElse("");
    }
}
