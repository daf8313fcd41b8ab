package io.cairn.gateway.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents that are put together from all services. A service that is away is left out. */
final class Merged {
    private static final Logger log = LoggerFactory.getLogger(Merged.class);

    private final Upstreams upstreams;

    Merged(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    /** One of them from every service. */
    List<JsonNode> collect(Caller caller, String path, String accept) throws InterruptedException {
        var found = new ArrayList<JsonNode>();
        for (var base : upstreams.routes().values().stream().distinct().sorted().toList()) {
            try {
                var answer = upstreams.send(base, caller, "GET", path, Map.of("Accept", accept), new byte[0]);
                try (var in = answer.body()) {
                    if (answer.statusCode() == 200) {
                        found.add(Json.MAPPER.readTree(in));
                    }
                }
            } catch (IOException | Refusal away) {
                log.atWarn()
                        .addKeyValue("upstream", base)
                        .addKeyValue("cause", away.getMessage())
                        .log("A service is away");
            }
        }
        return found;
    }

    /** APIGroupList, or APIGroupDiscoveryList if that is wanted. */
    ObjectNode groups(Caller caller, Optional<String> aggregated, String accept) throws InterruptedException {
        var field = aggregated.isPresent() ? "items" : "groups";
        var list = Json.MAPPER.createObjectNode();
        if (aggregated.isPresent()) {
            list.put("kind", "APIGroupDiscoveryList")
                    .put("apiVersion", "apidiscovery.k8s.io/" + aggregated.get())
                    .putObject("metadata");
        } else {
            list.put("kind", "APIGroupList").put("apiVersion", "v1");
        }
        var merged = list.putArray(field);
        collect(caller, "/apis", accept).forEach(document -> document.path(field).forEach(merged::add));
        if (aggregated.isEmpty()) {
            Reviews.groups().forEach(merged::add);
        } else {
            Reviews.aggregated().forEach(merged::add);
        }
        return list;
    }

    /** The root of OpenAPI v3. */
    ObjectNode openApi(Caller caller, JsonNode core) throws InterruptedException {
        var root = Json.MAPPER.createObjectNode();
        var paths = root.putObject("paths");
        core.path("paths").properties().forEach(entry -> paths.set(entry.getKey(), entry.getValue()));
        collect(caller, "/openapi/v3", "application/json").forEach(document -> document.path("paths")
                .properties()
                .forEach(entry -> paths.set(entry.getKey(), entry.getValue())));
        return root;
    }
}
