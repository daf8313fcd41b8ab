package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.Database;
import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Change;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/** Follows changes of one kind for one client, over a chunked answer or a WebSocket. */
final class Watches {
    private static final int MAX_WATCHES = 2_000;
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(60);
    private static final int MIN_MINUTES = 30;

    private final Database database;
    private final Lists lists;
    private final Clock clock;
    private final Semaphore places = new Semaphore(MAX_WATCHES);

    Watches(Database database, Lists lists, Clock clock) {
        this.database = database;
        this.lists = lists;
        this.clock = clock;
    }

    /** Where events go; throws when the client is gone. */
    interface Sink {
        void send(String event) throws IOException;
    }

    /** A watch that passed every check; {@link #run} streams it. */
    interface Ready {
        void run(Sink sink) throws IOException, InterruptedException;
    }

    <S extends Record, F extends Record, T extends Record> Ready prepare(KindStore<S, F, T> store, Exchange exchange,
            Optional<String> namespace) {
        var selector = Selector.of(exchange, store.codec());
        var initial = exchange.flag("sendInitialEvents");
        checkModes(exchange);
        var version = version(exchange);
        var current = database.version();
        if (version > current) {
            throw new Refusal(Reason.TIMEOUT, "Too large resource version: %d, current: %d".formatted(version, current),
                    List.of(new Cause("ResourceVersionTooLarge", "", "Too large resource version")), Optional.of(1));
        }
        var include = exchange.wantsTable() ? Optional.of(Tables.include(exchange)) : Optional.<String>empty();
        // Made now: after an upgrade to a WebSocket the request is no longer there to be read.
        var watch = new Run<>(store, exchange, namespace, selector, include, timeout(exchange));
        return sink -> {
            if (!places.tryAcquire()) {
                throw new Refusal(Reason.TOO_MANY_REQUESTS,
                        "This service already serves %d watches; try again later".formatted(MAX_WATCHES), List.of(),
                        Optional.of(5));
            }
            try {
                watch.run(sink, version, initial);
            } finally {
                places.release();
            }
        };
    }

    private static void checkModes(Exchange exchange) {
        var match = exchange.parameter("resourceVersionMatch");
        var initial = exchange.parameter("sendInitialEvents").isPresent();
        if (initial && !match.equals(Optional.of("NotOlderThan"))) {
            throw new Refusal(Reason.INVALID, "sendInitialEvents requires resourceVersionMatch=NotOlderThan",
                    List.of(Cause.required("resourceVersionMatch", "sendInitialEvents requires NotOlderThan")));
        }
        if (!initial && match.isPresent()) {
            throw new Refusal(Reason.INVALID, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is "
                    + "provided", List.of(Cause.forbidden("resourceVersionMatch", "only with sendInitialEvents")));
        }
        if (exchange.flag("sendInitialEvents") && !exchange.flag("allowWatchBookmarks")) {
            throw new Refusal(Reason.INVALID, "sendInitialEvents requires allowWatchBookmarks=true",
                    List.of(Cause.required("allowWatchBookmarks", "the end of the initial events is a bookmark")));
        }
    }

    private static long version(Exchange exchange) {
        var text = exchange.parameter("resourceVersion").orElse("0");
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refusal(Reason.BAD_REQUEST, "Invalid resourceVersion: \"%s\": must be a decimal number from a "
                    .formatted(text) + "list or an object");
        }
        return Long.parseLong(text);
    }

    private Duration timeout(Exchange exchange) {
        var text = exchange.parameter("timeoutSeconds").orElse("");
        var drawn = Duration.ofMinutes(ThreadLocalRandom.current().nextInt(MIN_MINUTES, 2 * MIN_MINUTES));
        return text.matches("[1-9][0-9]{0,6}") ? Duration.ofSeconds(Math.min(Long.parseLong(text), 7_200)) : drawn;
    }

    /** One watch under way. */
    private final class Run<S extends Record, F extends Record, T extends Record> {
        private final KindStore<S, F, T> store;
        private final Exchange exchange;
        private final Optional<String> namespace;
        private final Selector selector;
        private final Optional<String> include;
        private final Instant end;
        private final boolean bookmarks;
        private boolean columnsSent;

        Run(KindStore<S, F, T> store, Exchange exchange, Optional<String> namespace, Selector selector,
                Optional<String> include, Duration timeout) {
            this.store = store;
            this.exchange = exchange;
            this.namespace = namespace;
            this.selector = selector;
            this.include = include;
            this.end = clock.instant().plus(timeout);
            this.bookmarks = exchange.flag("allowWatchBookmarks");
        }

        void run(Sink sink, long asked, boolean initial) throws IOException, InterruptedException {
            var version = asked;
            if (asked == 0 || initial) {
                var page = lists.all(store, exchange, namespace, selector);
                for (var resource : page.items()) {
                    send(sink, "ADDED", resource);
                }
                version = page.version();
                if (initial) {
                    bookmark(sink, version, true);
                }
            }
            var nextBookmark = clock.instant().plus(BOOKMARK_EVERY);
            while (clock.instant().isBefore(end) && !database.feed().closed()) {
                var wait = Duration.between(clock.instant(), end.isBefore(nextBookmark) ? end : nextBookmark);
                var changes = database.feed().after(version, wait.isNegative() ? Duration.ZERO : wait);
                if (changes.isEmpty()) {
                    expired(sink, version);
                    return;
                }
                for (var change : changes.get()) {
                    deliver(sink, change);
                    version = change.version();
                }
                if (!clock.instant().isBefore(nextBookmark)) {
                    nextBookmark = clock.instant().plus(BOOKMARK_EVERY);
                    if (bookmarks) {
                        bookmark(sink, version, false);
                    }
                }
            }
        }

        private void deliver(Sink sink, Change change) throws IOException {
            var key = change.object().metadata().key();
            if (!change.object().kind().equals(store.kind().id())
                    || store.inOrganisation() && !key.organisation().equals(exchange.caller().organisation())
                    || namespace.isPresent() && !key.namespace().equals(namespace.get())) {
                return;
            }
            var resource = store.codec().resource(change.object());
            var now = change.type() != Change.Type.DELETED && inView(resource);
            var before = change.before().map(store.codec()::resource).filter(this::inView).isPresent();
            if (now) {
                send(sink, before ? "MODIFIED" : "ADDED", resource);
            } else if (before) {
                send(sink, "DELETED", resource);
            }
        }

        private boolean inView(Resource<S, F, T> resource) {
            return selector.labelsHold(resource.metadata().labels())
                    && (selector.fields().isEmpty() || selector.fieldsHold(Wire.object(store.codec(), resource)));
        }

        private void send(Sink sink, String type, Resource<S, F, T> resource) throws IOException {
            if (include.isEmpty()) {
                emit(sink, type, Wire.object(store.codec(), resource));
                return;
            }
            var table = Tables.table(store.codec(), List.of(resource), include.get(), clock.instant());
            ((ObjectNode) table.path("metadata")).put("resourceVersion",
                    Long.toString(resource.metadata().resourceVersion()));
            if (columnsSent) {
                table.putNull("columnDefinitions");
            }
            columnsSent = true;
            emit(sink, type, table);
        }

        private void bookmark(Sink sink, long version, boolean initialEnd) throws IOException {
            var object = include.isPresent() ? Tables.empty() : Wire.head(store.kind());
            var metadata = Writes.object(object.path("metadata")).put("resourceVersion", Long.toString(version));
            if (initialEnd) {
                metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
            }
            object.set("metadata", metadata);
            if (include.isPresent()) {
                object.putNull("columnDefinitions");
                // client-go looks for the annotation in the row's object when it asked for a Table.
                var row = object.putArray("rows").addObject();
                row.putArray("cells");
                row.set("object", Wire.head(store.kind()).set("metadata", metadata.deepCopy()));
            }
            emit(sink, "BOOKMARK", object);
        }

        private void expired(Sink sink, long version) throws IOException {
            emit(sink, "ERROR", Statuses.failure(new Refusal(Reason.EXPIRED,
                    "too old resource version: %d (%d)".formatted(version, database.oldestVersion())),
                    Optional.empty(), Optional.empty()));
        }

        private void emit(Sink sink, String type, ObjectNode object) throws IOException {
            var event = Json.MAPPER.createObjectNode().put("type", type);
            event.set("object", object);
            sink.send(Json.MAPPER.writeValueAsString(event));
        }
    }
}
