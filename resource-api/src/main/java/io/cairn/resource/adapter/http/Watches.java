package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.Database;
import io.cairn.resource.adapter.jdbc.Interest;
import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Change;
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
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/** Follows changes of one kind for one client, over a chunked answer or a WebSocket. */
final class Watches {
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(60);
    /** How long a watch of which nothing is heard may outlive its client. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final int MIN_MINUTES = 30;
    private static final long MAX_SECONDS = 7_200;

    private final Database database;
    private final Lists lists;
    private final Clock clock;
    private final Renderings renderings = new Renderings();
    private final int most;
    private final Semaphore places;

    /** @param most how many watches are served at a time */
    Watches(Database database, Lists lists, Clock clock, int most) {
        this.most = most;
        this.places = new Semaphore(most);
        this.database = database;
        this.lists = lists;
        this.clock = clock;
    }

    /** Where events go; throws when the client is gone. */
    interface Sink {
        void send(String event) throws IOException;

        /** Called when there is nothing more to send for now. */
        default void flush() throws IOException {}

        /** Whether the client is known to have hung up, though nothing was sent to it. */
        default boolean gone() {
            return false;
        }
    }

    /** A watch that passed every check and has a place, which it gives back when it is closed. */
    final class Ready implements AutoCloseable {
        private final Run<?, ?, ?> watch;
        private final Start start;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Ready(Run<?, ?, ?> watch, Start start) {
            this.watch = watch;
            this.start = start;
        }

        void run(Sink sink) throws IOException, InterruptedException {
            watch.run(sink, start);
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                places.release();
            }
        }
    }

    <S extends Record, F extends Record, T extends Record> Ready prepare(KindStore<S, F, T> store, Exchange exchange,
            Optional<String> namespace) {
        var selector = Selector.of(exchange, store.codec());
        var start = new Start(Versioned.watch(exchange), database.version(), exchange.flag("sendInitialEvents"),
                exchange.query().has("sendInitialEvents"));
        Versioned.notAhead(start.asked(), start.current());
        var include = exchange.wantsTable() ? Optional.of(Tables.include(exchange)) : Optional.<String>empty();
        // Made now: after an upgrade to a WebSocket the request is no longer there to be read.
        var watch = new Run<>(store, exchange, namespace, selector, include, timeout(exchange));
        if (!places.tryAcquire()) {
            throw new Refusal(Reason.TOO_MANY_REQUESTS,
                    "This service already serves %d watches; try again later".formatted(most), List.of(),
                    Optional.of(5));
        }
        return new Ready(watch, start);
    }

    /**
     * Where a watch begins.
     *
     * @param asked version behind which it begins; 0 if none was named
     * @param current the version when it was asked for
     * @param initial what is there is wanted first, and its end marked
     * @param told whether the client said if it wants what is there
     */
    private record Start(long asked, long current, boolean initial, boolean told) {
        boolean withPresent() {
            return initial || asked == 0 && !told;
        }

        long behind() {
            return asked == 0 ? current : asked;
        }
    }

    private static Duration timeout(Exchange exchange) {
        var text = exchange.parameter("timeoutSeconds").orElse("0");
        if (!text.matches("[0-9]{1,9}")) {
            throw new Refusal(Reason.BAD_REQUEST,
                    "Invalid timeoutSeconds: \"%s\": must be a whole number of seconds".formatted(text));
        }
        var seconds = Math.min(Long.parseLong(text), MAX_SECONDS);
        return seconds > 0
                ? Duration.ofSeconds(seconds)
                : Duration.ofMinutes(ThreadLocalRandom.current().nextInt(MIN_MINUTES, 2 * MIN_MINUTES));
    }

    /** One watch under way. */
    private final class Run<S extends Record, F extends Record, T extends Record> {
        private final KindStore<S, F, T> store;
        private final Exchange exchange;
        private final Optional<String> namespace;
        private final Selector selector;
        private final Optional<String> name;
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
            this.name = selector.exactField("metadata.name");
            this.include = include;
            this.end = clock.instant().plus(timeout);
            this.bookmarks = exchange.flag("allowWatchBookmarks");
        }

        void run(Sink sink, Start start) throws IOException, InterruptedException {
            var version = start.behind();
            if (start.withPresent()) {
                var page = lists.all(store, exchange, namespace, selector);
                for (var resource : page.read(store)) {
                    send(sink, "ADDED", resource);
                }
                version = page.version();
                if (start.initial()) {
                    bookmark(sink, version, true);
                }
                sink.flush();
            }
            follow(sink, version);
        }

        private void follow(Sink sink, long from) throws IOException, InterruptedException {
            var nextBookmark = clock.instant().plus(BOOKMARK_EVERY);
            try (var following = database.feed().follow(interest(), from)) {
                while (clock.instant().isBefore(end) && !database.feed().closed() && !sink.gone()) {
                    var changes = following.next(until(nextBookmark));
                    if (changes.isEmpty()) {
                        expired(sink, following.version());
                        return;
                    }
                    for (var change : changes.get()) {
                        deliver(sink, renderings.of(store, change));
                    }
                    sink.flush();
                    if (!clock.instant().isBefore(nextBookmark)) {
                        nextBookmark = clock.instant().plus(BOOKMARK_EVERY);
                        if (bookmarks) {
                            bookmark(sink, following.version(), false);
                            sink.flush();
                        }
                    }
                }
            }
        }

        /** How long to wait for changes: no longer than something else may be due. */
        private Duration until(Instant nextBookmark) {
            var wait = Duration.between(clock.instant(), end.isBefore(nextBookmark) ? end : nextBookmark);
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(LOOK_EVERY) > 0 ? LOOK_EVERY : wait;
        }

        private Interest interest() {
            return new Interest(store.kind().id(), store.inOrganisation()
                    ? Optional.of(exchange.caller().organisation())
                    : Optional.empty(), namespace, name);
        }

        private void deliver(Sink sink, Rendered<S, F, T> change) throws IOException {
            var type = change.change().type();
            var now = type != Change.Type.DELETED && (selector.everything() || inView(change.now()));
            var before = type != Change.Type.ADDED
                    && (selector.everything() || change.before().filter(this::inView).isPresent());
            if (now || before) {
                var word = !now ? "DELETED" : before ? "MODIFIED" : "ADDED";
                if (include.isEmpty()) {
                    sink.send(change.line(word));
                } else {
                    send(sink, word, change.now());
                }
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
            sink.flush();
        }

        private void emit(Sink sink, String type, ObjectNode object) throws IOException {
            var event = Json.MAPPER.createObjectNode().put("type", type);
            event.set("object", object);
            sink.send(Json.MAPPER.writeValueAsString(event));
        }
    }
}
