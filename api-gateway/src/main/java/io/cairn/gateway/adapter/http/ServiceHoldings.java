package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Holdings;
import io.cairn.gateway.domain.Identity;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the services keep, found out from the discovery of each: a new kind is emptied without being named here. */
public final class ServiceHoldings implements Holdings {
    private final Upstreams upstreams;

    public ServiceHoldings(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    @Override
    public boolean emptied(Where where) throws Unknown, InterruptedException {
        var caller = new Caller("system:service:api-gateway", List.of(Identity.SERVICES), where.organisation(),
                where.requestId());
        try {
            var empty = true;
            for (var route : upstreams.routes().entrySet()) {
                var base = route.getValue();
                var group = "/apis/" + route.getKey() + "/v1";
                for (var resource : get(base, caller, group).path("resources")) {
                    if (kept(resource) && DiscoveredScopes.scope(resource) == where.scope()) {
                        empty &= emptied(base, caller, path(group, where) + resource.path("name").asString(""));
                    }
                }
            }
            return empty;
        } catch (IOException | Refusal away) {
            throw new Unknown(String.valueOf(away.getMessage()), away);
        }
    }

    private static String path(String group, Where where) {
        return switch (where) {
            case Where.Project(_, var name, _) -> group + "/namespaces/" + name + "/";
            case Where.Organisation _ -> group + "/";
        };
    }

    private boolean emptied(String base, Caller caller, String path) throws IOException, InterruptedException {
        if (get(base, caller, path + "?limit=1").path("items").isEmpty()) {
            return true;
        }
        upstreams.send(base, caller, "DELETE", path, Map.of(), new byte[0]).body().close();
        return false;
    }

    /** Whether objects of the kind stay; a review is answered and leaves nothing behind. */
    private static boolean kept(JsonNode resource) {
        return !resource.path("name").asString("").contains("/")
                && resource.path("verbs").valueStream().anyMatch(verb -> verb.asString("").equals("list"));
    }

    private JsonNode get(String base, Caller caller, String path) throws IOException, InterruptedException {
        var answer = upstreams.send(base, caller, "GET", path, Map.of("Accept", "application/json"), new byte[0]);
        try (var in = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException("%s answered %d".formatted(path, answer.statusCode()));
            }
            return Json.MAPPER.readTree(in);
        }
    }
}
