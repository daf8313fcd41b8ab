package io.cairn.gateway.adapter.http;

import io.cairn.gateway.adapter.kinds.CoreKinds;
import io.cairn.gateway.adapter.kinds.EventInbox;
import io.cairn.gateway.domain.Identity;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Empties namespaces that are to go: every second it asks each service to delete what it holds there, and lets the
 * namespace go when all of them are empty. It takes no input.
 */
public final class NamespaceLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NamespaceLoop.class);
    private static final int PAGE = 500;

    private final Upstreams upstreams;
    private final Resources<CoreKinds.NamespaceSpec, CoreKinds.Nothing, CoreKinds.NamespaceStatus> namespaces;
    private final List<Resources<?, ?, ?>> own;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("namespaces").factory());

    public NamespaceLoop(Upstreams upstreams,
            Resources<CoreKinds.NamespaceSpec, CoreKinds.Nothing, CoreKinds.NamespaceStatus> namespaces,
            List<Resources<?, ?, ?>> own, EventInbox inbox) {
        this.upstreams = upstreams;
        this.namespaces = namespaces;
        this.own = List.copyOf(own);
        var every = timer.scheduleWithFixedDelay(this::round, 1, 1, TimeUnit.SECONDS);
        var prune = timer.scheduleWithFixedDelay(inbox::prune, 1, 10, TimeUnit.MINUTES);
        log.atTrace().addKeyValue("cancelled", every.isCancelled() || prune.isCancelled()).log("Scheduled");
    }

    private void round() {
        try {
            var page = namespaces.page("", PAGE);
            while (!page.isEmpty()) {
                for (var namespace : page) {
                    if (namespace.metadata().deleting() && emptied(namespace)) {
                        namespaces.removeFinalizer(namespace.uid(), CoreKinds.CONTENTS);
                    }
                }
                page = page.size() < PAGE ? List.of() : namespaces.page(page.getLast().uid(), PAGE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (IOException | Refusal away) {
            log.atWarn().addKeyValue("cause", away.getMessage()).log("A namespace cannot be emptied yet");
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Namespaces could not be looked at; trying again");
        }
    }

    private boolean emptied(Resource<?, ?, ?> namespace) throws IOException, InterruptedException {
        var caller = new Caller("system:service:api-gateway", List.of(Identity.SERVICES),
                namespace.key().organisation(),
                "namespace-" + namespace.uid());
        var empty = own.stream().allMatch(kind -> emptied(kind, namespace));
        for (var route : upstreams.routes().entrySet()) {
            for (var resource : get(route.getValue(), caller, "/apis/" + route.getKey() + "/v1").path("resources")) {
                if (resource.path("namespaced").asBoolean(false) && kept(resource)) {
                    var path = "/apis/%s/v1/namespaces/%s/%s".formatted(route.getKey(), namespace.key().name(),
                            resource.path("name").asString(""));
                    if (!get(route.getValue(), caller, path + "?limit=1").path("items").isEmpty()) {
                        empty = false;
                        upstreams.send(route.getValue(), caller, "DELETE", path, Map.of(), new byte[0]).body().close();
                    }
                }
            }
        }
        return empty;
    }

    /** Asks for the deletion of what the gateway itself keeps in the namespace; true if nothing is left. */
    private static boolean emptied(Resources<?, ?, ?> kind, Resource<?, ?, ?> namespace) {
        var key = namespace.key();
        var uids = kind.within(key.organisation(), key.name(), PAGE);
        uids.forEach(kind::delete);
        return uids.isEmpty();
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

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
