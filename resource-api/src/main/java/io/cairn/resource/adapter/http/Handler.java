package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** What each method does to a collection, an object or a subresource of one kind. */
final class Handler {
    private final Lists lists;
    private final Writes writes;
    private final Watches watches;
    private final Shown shown = new Shown();
    private final Clock clock;

    Handler(Lists lists, Writes writes, Watches watches, Clock clock) {
        this.lists = lists;
        this.writes = writes;
        this.watches = watches;
        this.clock = clock;
    }

    <S extends Record, F extends Record, T extends Record> void handle(KindStore<S, F, T> store, Exchange exchange,
            Route route) throws IOException, ServletException, InterruptedException {
        if (store.kind().review().isPresent()) {
            review(store, exchange, route);
            return;
        }
        if (route.name().isEmpty()) {
            collection(store, exchange, route);
            return;
        }
        if (Views.ofMany(route)) {
            new Views(lists).many(store, exchange, route);
            return;
        }
        if (store.kind().namespaced() != route.namespace().isPresent()) {
            throw new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
        var key = store.key(exchange.caller().organisation(), route.namespace().orElse(""), route.name().get());
        if (route.sub().isPresent() && !route.sub().get().equals("status")) {
            subresource(store, exchange, key, route.sub().get());
        } else {
            item(store, exchange, key, route.sub().isPresent());
        }
    }

    private <S extends Record, F extends Record, T extends Record> void review(KindStore<S, F, T> store,
            Exchange exchange, Route route) throws IOException {
        var method = exchange.request().getMethod();
        if (!method.equals("POST") || route.name().isPresent()
                || store.kind().namespaced() != route.namespace().isPresent()) {
            throw notAllowed(method, "%s is a question that is answered and not kept: POST it to .../%s%s".formatted(
                    store.kind().kind(), store.kind().namespaced() ? "namespaces/{namespace}/" : "",
                    store.kind().plural()));
        }
        writes.review(store, exchange, route.namespace().orElse(""));
    }

    private <S extends Record, F extends Record, T extends Record> void collection(KindStore<S, F, T> store,
            Exchange exchange, Route route) throws IOException, ServletException, InterruptedException {
        var method = exchange.request().getMethod();
        switch (method) {
            case "GET", "HEAD" -> {
                Negotiation.check(exchange.accept());
                if (exchange.flag("watch")) {
                    watch(store, exchange, route.namespace());
                } else {
                    list(store, exchange, route.namespace());
                }
            }
            case "POST" -> {
                if (store.kind().namespaced() && route.namespace().isEmpty()) {
                    throw notAllowed(method, "create in a namespace: POST .../namespaces/{namespace}/"
                            + store.kind().plural());
                }
                writes.create(store, exchange, route.namespace().orElse(""));
            }
            case "DELETE" -> writes.deleteAll(store, exchange,
                    lists.all(store, exchange, route.namespace(), Selector.of(exchange, store.codec())).read(store));
            default -> throw notAllowed(method, "use GET, POST or DELETE on a collection");
        }
    }

    private <S extends Record, F extends Record, T extends Record> void list(KindStore<S, F, T> store,
            Exchange exchange, Optional<String> namespace) throws IOException {
        var page = lists.page(store, exchange, namespace);
        var metadata = Json.MAPPER.createObjectNode().put("resourceVersion", Long.toString(page.version()));
        page.next().ifPresent(token -> metadata.put("continue", token));
        page.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        if (exchange.wantsTable()) {
            var table = Tables.table(store.codec(), page.read(store), Tables.include(exchange), clock.instant());
            table.set("metadata", metadata);
            exchange.send(200, table);
            return;
        }
        var head = Json.MAPPER.createObjectNode()
                .put("kind", store.kind().kind() + "List")
                .put("apiVersion", store.kind().groupVersion().apiVersion());
        head.set("metadata", metadata);
        exchange.sendList(head, page.items().stream().map(item -> shown.of(store, item)).toList());
    }

    private <S extends Record, F extends Record, T extends Record> void watch(KindStore<S, F, T> store,
            Exchange exchange, Optional<String> namespace) throws IOException, ServletException, InterruptedException {
        var watch = watches.prepare(store, exchange, namespace);
        if (Upgrades.wanted(exchange.request())) {
            upgrade(exchange, watch);
            return;
        }
        try (watch) {
            var response = exchange.response();
            response.setStatus(200);
            response.setContentType("application/json");
            response.flushBuffer();
            watch.run(new Lines(exchange.request(), response));
        }
    }

    private static void upgrade(Exchange exchange, Watches.Ready watch) throws IOException, ServletException {
        try {
            Upgrades.accept(exchange.request(), exchange.response(), socket -> {
                try (watch) {
                    watch.run(socket::text);
                }
            });
        } catch (IOException | ServletException | RuntimeException failed) {
            watch.close();
            throw failed;
        }
    }

    private <S extends Record, F extends Record, T extends Record> void item(KindStore<S, F, T> store,
            Exchange exchange, ObjectKey key, boolean status) throws IOException {
        var method = exchange.request().getMethod();
        var write = method.equals("PUT") || method.equals("PATCH");
        if (status && write && !store.kind().statusWritable()) {
            throw new Refusal(Reason.METHOD_NOT_ALLOWED, ("the status of %s is computed from facts and cannot be "
                    + "written; change the spec, or use an action").formatted(store.kind().kind()));
        }
        Negotiation.check(exchange.accept());
        switch (method) {
            case "GET", "HEAD" -> get(store, exchange, key);
            case "PUT" -> writes.update(store, exchange, key, status);
            case "PATCH" -> writes.patch(store, exchange, key, status);
            case "DELETE" -> {
                if (status) {
                    throw notAllowed(method, "delete the object itself");
                }
                writes.delete(store, exchange, key);
            }
            default -> throw notAllowed(method, "use GET, PUT, PATCH or DELETE on an object");
        }
    }

    private <S extends Record, F extends Record, T extends Record> void get(KindStore<S, F, T> store,
            Exchange exchange, ObjectKey key) throws IOException {
        var stored = store.stored(key).orElseThrow(() -> store.missing(key));
        var version = Long.toString(stored.metadata().resourceVersion());
        var tag = "\"" + version + "\"";
        exchange.response().setHeader("ETag", tag);
        if (exchange.seen(tag)) {
            exchange.response().setStatus(jakarta.servlet.http.HttpServletResponse.SC_NOT_MODIFIED);
        } else if (exchange.wantsTable()) {
            var table = Tables.table(store.codec(), java.util.List.of(store.codec().resource(stored)),
                    Tables.include(exchange),
                    clock.instant());
            Writes.object(table.path("metadata")).put("resourceVersion", version);
            exchange.send(200, table);
        } else {
            exchange.send(shown.of(store, stored));
        }
    }

    private static <S extends Record, F extends Record, T extends Record> Resource<S, F, T> find(
            KindStore<S, F, T> store, ObjectKey key) {
        return store.find(key).orElseThrow(() -> store.missing(key));
    }

    private <S extends Record, F extends Record, T extends Record> void subresource(KindStore<S, F, T> store,
            Exchange exchange, ObjectKey key, String name) throws IOException, ServletException, InterruptedException {
        var subresource = store.kind()
                .subresources()
                .stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource"));
        var target = find(store, key);
        var method = exchange.request().getMethod();
        switch (subresource) {
            case Subresource.Action<S, F, T> action -> {
                if (!method.equals("POST")) {
                    throw notAllowed(method, "POST to " + name);
                }
                var outcome = action.perform().perform(exchange.caller(), target, actionBody(exchange, target, name));
                outcome.location().ifPresent(path -> exchange.response().setHeader("Location", path));
                exchange.send(202, Json.MAPPER.readTree(outcome.body()));
            }
            case Subresource.Stream<S, F, T> stream -> {
                if (!method.equals("GET")) {
                    throw notAllowed(method, "GET " + name);
                }
                stream(stream, exchange, target);
            }
            case Subresource.View<S, F, T, ?> view -> Views.one(store, view, exchange, target);
            case Subresource.Upload<S, F, T> upload -> Uploads.handle(upload, exchange, target);
        }
    }

    /** The body of an action as JSON; an Idempotency-Key becomes the name of what the action makes. */
    private static Optional<String> actionBody(Exchange exchange, Resource<?, ?, ?> target, String action)
            throws IOException {
        var text = Bodies.text(exchange.request());
        var body = text.isBlank()
                ? Optional.<String>empty()
                : Optional.of(Bodies.parse(text, Bodies.mediaType(exchange.request())).toString());
        return Idempotency.of(exchange, Json.MAPPER.createObjectNode())
                .map(key -> key.named(body, target.metadata().name() + "-" + action + "-"))
                .or(() -> body);
    }

    private static <S extends Record, F extends Record, T extends Record> void stream(
            Subresource.Stream<S, F, T> stream, Exchange exchange, Resource<S, F, T> target)
            throws IOException, ServletException, InterruptedException {
        var query = exchange.query().firsts();
        if (stream.interactive() && !Upgrades.wanted(exchange.request())) {
            throw new Refusal(Reason.BAD_REQUEST, "%s is interactive: open it as a WebSocket (cairn %s NAME)"
                    .formatted(stream.name(), stream.name()));
        }
        stream.admit().admit(target, query);
        if (Upgrades.wanted(exchange.request())) {
            Upgrades.accept(exchange.request(), exchange.response(),
                    socket -> stream.open().run(exchange.caller(), target, query, socket));
            return;
        }
        exchange.response().setContentType("text/plain;charset=utf-8");
        stream.open().run(exchange.caller(), target, query, new ChunkedSession(exchange.response()));
    }

    private static Refusal notAllowed(String method, String way) {
        return new Refusal(Reason.METHOD_NOT_ALLOWED,
                "the server does not allow %s here; %s".formatted(method, way));
    }
}
