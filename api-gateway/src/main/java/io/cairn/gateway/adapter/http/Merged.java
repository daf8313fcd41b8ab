package io.cairn.gateway.adapter.http;

import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents that are put together from all services and from what the gateway itself serves. What a service said last
 * stands in for it while it is away, so that clients that keep discovery for hours do not learn of fewer kinds.
 */
final class Merged {
    private static final Logger log = LoggerFactory.getLogger(Merged.class);

    private final Upstreams upstreams;
    private final ResourceServlet core;
    private final Map<String, JsonNode> last = new ConcurrentHashMap<>();
    private volatile Optional<WholeApi> whole = Optional.empty();

    Merged(Upstreams upstreams, ResourceServlet core) {
        this.upstreams = upstreams;
        this.core = core;
    }

    /**
     * A document of a service.
     *
     * @param stale true if the service is away and this is what it said last
     */
    private record Said(String base, JsonNode document, boolean stale) {}

    private Optional<Said> ask(String base, Caller caller, String path, String accept) throws InterruptedException {
        var key = base + path.replaceFirst("\\?.*", "") + " " + accept;
        try {
            var answer = upstreams.send(base, caller, "GET", path, Map.of("Accept", accept), new byte[0]);
            try (var in = answer.body()) {
                if (answer.statusCode() == 200) {
                    var document = Json.MAPPER.readTree(in);
                    last.put(key, document);
                    return Optional.of(new Said(base, document, false));
                }
            }
        } catch (IOException | Refusal away) {
            log.atWarn()
                    .addKeyValue("upstream", base)
                    .addKeyValue("cause", away.getMessage())
                    .log("A service is away");
        }
        return Optional.ofNullable(last.get(key)).map(document -> new Said(base, document, true));
    }

    private List<Said> collect(Caller caller, String path, String accept) throws InterruptedException {
        var found = new ArrayList<Said>();
        for (var base : upstreams.routes().values().stream().distinct().sorted().toList()) {
            ask(base, caller, path, accept).ifPresent(found::add);
        }
        return found;
    }

    /** APIGroupList, or APIGroupDiscoveryList in the form that is wanted. */
    ObjectNode groups(Caller caller, Optional<String> form) throws InterruptedException {
        if (form.isPresent()) {
            return aggregated(caller, form.get());
        }
        var list = Json.MAPPER.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        var groups = list.putArray("groups");
        collect(caller, "/apis", "application/json").forEach(said -> said.document()
                .path("groups")
                .forEach(groups::add));
        core.discovery(form).path("groups").forEach(groups::add);
        Reviews.groups().forEach(groups::add);
        return list;
    }

    private ObjectNode aggregated(Caller caller, String form) throws InterruptedException {
        var list = Json.MAPPER.createObjectNode()
                .put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", "apidiscovery.k8s.io/" + form);
        list.putObject("metadata");
        var items = list.putArray("items");
        var accept = "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList".formatted(form);
        for (var said : collect(caller, "/apis", accept)) {
            for (var item : said.document().path("items")) {
                var copy = item.deepCopy();
                if (said.stale()) {
                    copy.path("versions").forEach(version -> ((ObjectNode) version).put("freshness", "Stale"));
                }
                items.add(copy);
            }
        }
        core.discovery(Optional.of(form)).path("items").forEach(items::add);
        Reviews.aggregated().forEach(items::add);
        return list;
    }

    /** The root of OpenAPI v3. */
    ObjectNode openApi(Caller caller) throws InterruptedException {
        return root(collect(caller, "/openapi/v3", "application/json"));
    }

    private ObjectNode root(List<Said> roots) {
        var root = Json.MAPPER.createObjectNode();
        var paths = root.putObject("paths");
        core.openApiRoot().path("paths").properties().forEach(entry -> paths.set(entry.getKey(), entry.getValue()));
        roots.forEach(said -> said.document()
                .path("paths")
                .properties()
                .forEach(entry -> paths.set(entry.getKey(), entry.getValue())));
        return root;
    }

    /** The whole API in one document; made anew only when a part of it has changed. */
    WholeApi whole(Caller caller) throws InterruptedException {
        var roots = collect(caller, "/openapi/v3", "application/json");
        var known = whole;
        var key = root(roots).toString();
        if (known.isPresent() && known.get().key().equals(key)) {
            return known.get();
        }
        var documents = new TreeMap<String, JsonNode>(core.openApiDocuments());
        var missing = false;
        for (var said : roots) {
            for (var path : said.document().path("paths").properties()) {
                var asked = path.getValue().path("serverRelativeURL").asString("");
                var document = ask(said.base(), caller, asked, "application/json");
                document.ifPresent(part -> documents.put(path.getKey(), part.document()));
                missing |= document.isEmpty();
            }
        }
        var made = WholeApi.of(key, new LinkedHashMap<>(documents));
        if (!missing) {
            whole = Optional.of(made);
        }
        return made;
    }
}
