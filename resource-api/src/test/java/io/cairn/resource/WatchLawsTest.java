package io.cairn.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** What holds between lists and watches, whoever writes and whatever restarts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchLawsTest {
    private static final int WRITERS = 8;
    private static final String LAST = "last";
    private Harbour harbour;

    @BeforeAll
    void open() throws Exception {
        harbour = new Harbour();
        // A watch from version 0 asks for what is there; every list of these stories is of a later one.
        make(path("before"), LAST);
    }

    @AfterAll
    void close() throws Exception {
        harbour.close();
    }

    /** A namespace as a watcher knows it. */
    private static final class View {
        private final TreeMap<String, JsonNode> objects = new TreeMap<>();
        private final List<Long> versions = new ArrayList<>();
        private long version;

        View(JsonNode list) {
            list.at("/items").forEach(item -> objects.put(item.at("/metadata/name").asString(), item));
            version = list.at("/metadata/resourceVersion").asLong();
        }

        void take(JsonNode event) {
            var object = event.at("/object");
            var name = object.at("/metadata/name").asString();
            version = object.at("/metadata/resourceVersion").asLong();
            versions.add(version);
            var before = event.at("/type").asString().equals("DELETED")
                    ? objects.remove(name)
                    : objects.put(name, object);
            assertThat(before != null).as("%s of an object that is %sthere: %s", event.at("/type"),
                    before == null ? "not " : "", name).isEqualTo(!event.at("/type").asString().equals("ADDED"));
        }
    }

    private static String path(String namespace) {
        return "/apis/test.cairn.io/v1/namespaces/" + namespace + "/boats";
    }

    private JsonNode list(String path) throws Exception {
        return Json.MAPPER.readTree(harbour.get(path).body());
    }

    private void make(String path, String name) throws Exception {
        assertThat(harbour.send("POST", path, "application/json",
                "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"masts\":1}}".formatted(name)).statusCode()).isEqualTo(201);
    }

    /** Follows until the last object was seen; a stream that ends is opened again behind what was seen. */
    private void follow(View view, String path) throws Exception {
        while (!view.objects.containsKey(LAST)) {
            try (var watch = Stream.open(harbour, path + "?watch=1&resourceVersion=" + view.version)) {
                for (var event = watch.next(); event.isPresent(); event = watch.next()) {
                    view.take(event.get());
                    if (view.objects.containsKey(LAST)) {
                        return;
                    }
                }
            } catch (IOException away) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_list_and_what_happened_since_make_the_later_list() throws Exception {
        var path = path("since");
        var sailors = new Sailors(harbour, path);
        sailors.start(WRITERS, 10, 1);
        var view = new View(list(path));
        sailors.start(WRITERS, 60, 100);
        var ending = Thread.ofVirtual().start(() -> end(sailors, path));
        follow(view, path);
        ending.join();
        assertThat(view.versions).isSorted().doesNotHaveDuplicates();
        assertThat(view.objects.values()).containsExactlyElementsOf(list(path).at("/items"));
    }

    private void end(Sailors sailors, String path) {
        try {
            sailors.join();
            make(path, LAST);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void no_change_is_missed_or_repeated_across_restarts() throws Exception {
        var path = path("restarts");
        var view = new View(list(path));
        var begin = view.version;
        var sailors = new Sailors(harbour, path);
        sailors.start(WRITERS, 80, 200);
        var ending = Thread.ofVirtual().start(() -> {
            try {
                harbour.restart();
                harbour.restart();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            end(sailors, path);
        });
        follow(view, path);
        ending.join();
        var logged = new JdbcTemplate(harbour.source).queryForList(
                "select version from change_log where version > ? and object::jsonb #>> '{metadata,key,namespace}' = "
                        + "'restarts' order by version",
                Long.class, begin);
        assertThat(logged).hasSizeGreaterThan(100);
        assertThat(view.versions).isEqualTo(logged);
        assertThat(view.objects.values()).containsExactlyElementsOf(list(path).at("/items"));
    }

    @Test
    void a_watch_list_is_a_list() throws Exception {
        var path = path("watchlist");
        var sailors = new Sailors(harbour, path);
        sailors.start(WRITERS, 30, 300);
        for (var round = 0; round < 5; round++) {
            var view = initial(path);
            // What happened between the two is told by the watch; nothing else may differ.
            var listed = list(path);
            var behind = listed.at("/metadata/resourceVersion").asLong();
            // Behind all of it there is one change more, however slow the host is.
            make(path, "mark-" + round);
            try (var watch = Stream.open(harbour, path + "?watch=1&resourceVersion=" + view.version)) {
                var event = watch.next().orElseThrow();
                while (event.at("/object/metadata/resourceVersion").asLong() <= behind) {
                    view.take(event);
                    event = watch.next().orElseThrow();
                }
            }
            assertThat(view.objects.values()).containsExactlyElementsOf(listed.at("/items"));
        }
        sailors.join();
        assertThat(initial(path).objects.values()).containsExactlyElementsOf(list(path).at("/items"));
    }

    private View initial(String path) throws Exception {
        var view = new View(Json.MAPPER.createObjectNode());
        try (var watch = Stream.open(harbour, path + "?watch=1&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")) {
            for (Optional<JsonNode> event = watch.next(); event.isPresent(); event = watch.next()) {
                if (event.get().at("/type").asString().equals("BOOKMARK")) {
                    view.version = event.get().at("/object/metadata/resourceVersion").asLong();
                    return view;
                }
                view.take(event.get());
            }
        }
        throw new AssertionError("The watch ended before its initial events did");
    }
}
