package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.Database;
import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.jdbc.Selection;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.StoredObject;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Lists objects page by page; all pages carry the version of the first. */
final class Lists {
    private static final int BATCH = 500;
    private static final int MAX_LIMIT = 10_000;

    private final Database database;

    Lists(Database database) {
        this.database = database;
    }

    /**
     * @param next token of the next page; empty on the last one
     * @param remaining how many objects follow behind this page; empty on the last one and if a selector chooses
     */
    record Page(List<StoredObject> items, long version, Optional<String> next, Optional<Long> remaining) {
        <S extends Record, F extends Record, T extends Record> List<Resource<S, F, T>> read(KindStore<S, F, T> store) {
            return items.stream().map(store.codec()::resource).toList();
        }
    }

    Page page(KindStore<?, ?, ?> store, Exchange exchange, Optional<String> namespace) {
        return page(store, exchange, namespace, MAX_LIMIT);
    }

    /** @param most objects on a page, whatever is asked for */
    Page page(KindStore<?, ?, ?> store, Exchange exchange, Optional<String> namespace, int most) {
        var selector = Selector.of(exchange, store.codec());
        var limit = limit(exchange, most);
        var token = exchange.parameter("continue").map(this::token);
        var asked = Versioned.list(exchange, token.isPresent());
        return database.read(() -> {
            asked.check(database.version());
            var version = token.map(Token::version).orElseGet(database::version);
            var after = token.map(Token::after).orElse(new ObjectKey("", "", ""));
            var selection = selection(store, exchange, namespace, selector);
            var found = collect(store, selection, selector, after, limit + 1);
            if (found.size() <= limit) {
                return new Page(found, version, Optional.empty(), Optional.empty());
            }
            var items = List.copyOf(found.subList(0, limit));
            var last = items.getLast().metadata().key();
            return new Page(items, version, Optional.of(new Token(version, last).text()),
                    selector.everything() ? Optional.of(store.count(selection, last)) : Optional.empty());
        });
    }

    /** Every object that a watch begins with, and the version from which it goes on. */
    Page all(KindStore<?, ?, ?> store, Exchange exchange, Optional<String> namespace, Selector selector) {
        return database.read(() -> new Page(collect(store, selection(store, exchange, namespace, selector), selector,
                new ObjectKey("", "", ""), Integer.MAX_VALUE), database.version(), Optional.empty(), Optional.empty()));
    }

    private static List<StoredObject> collect(KindStore<?, ?, ?> store, Selection selection, Selector selector,
            ObjectKey start, int wanted) {
        var found = new ArrayList<StoredObject>();
        var after = start;
        while (found.size() < wanted) {
            var batch = store.list(selection, after, Math.min(BATCH, wanted));
            for (var object : batch) {
                if (found.size() < wanted && matches(store, selector, object)) {
                    found.add(object);
                }
            }
            if (batch.size() < Math.min(BATCH, wanted)) {
                break;
            }
            after = batch.getLast().metadata().key();
        }
        return found;
    }

    private static <S extends Record, F extends Record, T extends Record> boolean matches(KindStore<S, F, T> store,
            Selector selector, StoredObject object) {
        return selector.labelsHold(object.metadata().labels()) && (selector.fields().isEmpty()
                || selector.fieldsHold(Wire.object(store.codec(), store.codec().resource(object))));
    }

    private static Selection selection(KindStore<?, ?, ?> store, Exchange exchange, Optional<String> namespace,
            Selector selector) {
        var organisation = store.inOrganisation()
                ? Optional.of(exchange.caller().organisation())
                : Optional.<String>empty();
        return new Selection(organisation, namespace.or(() -> selector.exactField("metadata.namespace")),
                selector.exactField("metadata.name"), selector.exactLabels());
    }

    private static int limit(Exchange exchange, int most) {
        var text = exchange.parameter("limit").orElse("0");
        if (!text.matches("[0-9]{1,9}")) {
            throw new Refusal(Reason.BAD_REQUEST, "Invalid limit: \"%s\": must be a whole number".formatted(text));
        }
        var limit = Integer.parseInt(text);
        return limit == 0 ? most : Math.min(limit, most);
    }

    private record Token(long version, ObjectKey after) {
        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Json.MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8));
        }
    }

    private Token token(String text) {
        try {
            JsonNode node = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(text));
            var token = Json.MAPPER.treeToValue(node, Token.class);
            if (token == null || token.after() == null || token.after().name() == null
                    || token.after().namespace() == null || token.after().organisation() == null) {
                throw new IllegalArgumentException("A token without a place");
            }
            if (token.version() < database.oldestVersion()) {
                throw new Refusal(Reason.EXPIRED, "The provided continue parameter is too old to display a consistent "
                        + "list result. You can start a new list without the continue parameter.");
            }
            return token;
        } catch (JacksonException | IllegalArgumentException forged) {
            throw new Refusal(Reason.BAD_REQUEST,
                    "continue key is not valid: start a new list without the continue parameter");
        }
    }
}
