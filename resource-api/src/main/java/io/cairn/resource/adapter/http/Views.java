package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Answers what is looked up of objects: of one, or of a page of them. */
record Views(Lists lists) {
    /** No object has this name. */
    static final String ALL = "-";
    static final int MOST = 500;

    /** True if the path asks for a view of many objects. */
    static boolean ofMany(Route route) {
        return route.name().equals(Optional.of(ALL)) && route.sub().isPresent();
    }

    <S extends Record, F extends Record, T extends Record> void many(KindStore<S, F, T> store, Exchange exchange,
            Route route) throws IOException, InterruptedException {
        for (var subresource : store.kind().subresources()) {
            if (subresource instanceof Subresource.View<S, F, T, ?> view
                    && route.sub().equals(Optional.of(view.name()))) {
                many(store, view, exchange, route.namespace());
                return;
            }
        }
        throw new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource");
    }

    private <S extends Record, F extends Record, T extends Record, A extends Record> void many(KindStore<S, F, T> store,
            Subresource.View<S, F, T, A> view, Exchange exchange, Optional<String> namespace)
            throws IOException, InterruptedException {
        get(view, exchange);
        var page = lists.page(store, exchange, namespace, MOST);
        var targets = page.read(store);
        var answers = view.look().look(targets);
        var body = head(store, view.kind() + "List");
        var metadata = body.putObject("metadata").put("resourceVersion", Long.toString(page.version()));
        page.next().ifPresent(token -> metadata.put("continue", token));
        page.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        var items = body.putArray("items");
        for (var i = 0; i < answers.size(); i++) {
            items.add(document(store, view, targets.get(i), answers.get(i)));
        }
        exchange.send(200, body);
    }

    static <S extends Record, F extends Record, T extends Record, A extends Record> void one(KindStore<S, F, T> store,
            Subresource.View<S, F, T, A> view, Exchange exchange, Resource<S, F, T> target)
            throws IOException, InterruptedException {
        get(view, exchange);
        exchange.send(200, document(store, view, target, view.look().look(List.of(target)).getFirst()));
    }

    private static void get(Subresource.View<?, ?, ?, ?> view, Exchange exchange) {
        Negotiation.check(exchange.accept());
        if (!exchange.request().getMethod().equals("GET")) {
            throw new Refusal(Reason.METHOD_NOT_ALLOWED, "the server does not allow %s here; GET %s".formatted(
                    exchange.request().getMethod(), view.name()));
        }
    }

    private static ObjectNode head(KindStore<?, ?, ?> store, String kind) {
        return Json.MAPPER.createObjectNode()
                .put("apiVersion", store.kind().groupVersion().apiVersion())
                .put("kind", kind);
    }

    private static ObjectNode document(KindStore<?, ?, ?> store, Subresource.View<?, ?, ?, ?> view,
            Resource<?, ?, ?> target, Record answer) {
        var document = head(store, view.kind());
        var metadata = document.putObject("metadata").put("name", target.metadata().name());
        if (!target.metadata().namespace().isEmpty()) {
            metadata.put("namespace", target.metadata().namespace());
        }
        metadata.put("uid", target.metadata().uid());
        store.codec()
                .tree(answer)
                .properties()
                .forEach(field -> document.set(field.getKey(), field.getValue()));
        return document;
    }
}
