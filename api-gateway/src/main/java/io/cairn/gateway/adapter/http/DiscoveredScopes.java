package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Scopes;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.resource.adapter.http.Discovery;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Scope;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Scopes as the services' discovery tells them, kept for a minute; the gateway's own kinds are known. What is not
 * namespaced belongs to the cluster unless the service says that it belongs to an organisation.
 */
public final class DiscoveredScopes implements Scopes {
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Upstreams upstreams;
    private final Map<String, Scope> own;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(Map<String, Scope> scopes, Instant until) {}

    public DiscoveredScopes(Upstreams upstreams, List<Kind<?, ?, ?>> own, Clock clock) {
        this.upstreams = upstreams;
        var scopes = own.stream()
                .collect(Collectors.toMap(kind -> kind.groupVersion().group() + "/" + kind.plural(), Kind::scope));
        scopes.put("audit.cairn.io/entries", Scope.ORGANISATION);
        scopes.put("audit.cairn.io/verify", Scope.CLUSTER);
        this.own = Map.copyOf(scopes);
        this.clock = clock;
    }

    @Override
    public Optional<Scope> of(String group, String resource) {
        var mine = Optional.ofNullable(own.get(group + "/" + resource));
        return mine.isPresent() || upstreams.route(group).isEmpty() ? mine
                : Optional.ofNullable(discovered(group).get(resource));
    }

    private Map<String, Scope> discovered(String group) {
        var kept = known.get(group);
        if (kept != null && kept.until().isAfter(clock.instant())) {
            return kept.scopes();
        }
        var fresh = ask(group);
        if (fresh.isPresent()) {
            known.put(group, new Known(fresh.get(), clock.instant().plus(KEPT)));
        }
        return fresh.orElseGet(() -> kept == null ? Map.of() : kept.scopes());
    }

    /** Scope of an entry of an APIResourceList. */
    static Scope scope(JsonNode resource) {
        if (resource.path("namespaced").asBoolean(false)) {
            return Scope.NAMESPACED;
        }
        return resource.path(Discovery.SCOPE).asString("").equals(Discovery.OF_ORGANISATION)
                ? Scope.ORGANISATION
                : Scope.CLUSTER;
    }

    private Optional<Map<String, Scope>> ask(String group) {
        var caller = new Caller("system:service:api-gateway", List.of(Identity.SERVICES),
                RequestInfo.DEFAULT_ORGANISATION, "scopes");
        try {
            var answer = upstreams.send(upstreams.route(group).orElseThrow(), caller, "GET", "/apis/" + group + "/v1",
                    Map.of("Accept", "application/json"), new byte[0]);
            try (var in = answer.body()) {
                if (answer.statusCode() != 200) {
                    return Optional.empty();
                }
                return Optional.of(Json.MAPPER.readTree(in)
                        .path("resources")
                        .valueStream()
                        .filter(resource -> !resource.path("name").asString("").contains("/"))
                        .collect(Collectors.toMap(resource -> resource.path("name").asString(""),
                                DiscoveredScopes::scope)));
            }
        } catch (IOException | Refusal away) {
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
