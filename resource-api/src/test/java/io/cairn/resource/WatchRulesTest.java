package io.cairn.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.adapter.json.Json;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where watches begin, what they send and how they end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchRulesTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private Harbour harbour;

    @BeforeAll
    void open() throws Exception {
        harbour = new Harbour();
    }

    @AfterAll
    void close() throws Exception {
        harbour.close();
    }

    private static String path(String namespace) {
        return "/apis/test.cairn.io/v1/namespaces/" + namespace + "/boats";
    }

    private String make(String namespace, String name) throws Exception {
        return Json.MAPPER.readTree(harbour.send("POST", path(namespace), "application/json",
                "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"l\":\"1\"}},\"spec\":{\"masts\":1}}".formatted(name))
                .body()).at("/metadata/resourceVersion").asString();
    }

    private void merge(String namespace, String name, String patch) throws Exception {
        assertThat(harbour.send("PATCH", path(namespace) + "/" + name, "application/merge-patch+json", patch)
                .statusCode()).isEqualTo(200);
    }

    @Test
    void without_a_version_what_is_there_comes_first() throws Exception {
        var first = make("begin", "old");
        make("begin", "new");
        for (var from : new String[]{"", "&resourceVersion=0"}) {
            try (var watch = Stream.open(harbour, path("begin") + "?watch=true" + from)) {
                assertThat(watch.word()).isEqualTo("ADDED new");
                assertThat(watch.word()).isEqualTo("ADDED old");
            }
        }
        try (var watch = Stream.open(harbour, path("begin") + "?watch=1&resourceVersion=" + first)) {
            assertThat(watch.word()).isEqualTo("ADDED new");
        }
        try (var watch = Stream.open(harbour, path("begin")
                + "?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")) {
            make("begin", "latest");
            assertThat(watch.word()).isEqualTo("ADDED latest");
        }
    }

    @Test
    void modes_that_are_not_understood_are_refused() throws Exception {
        for (var mode : new String[]{"sendInitialEvents=true", "resourceVersionMatch=NotOlderThan",
                "sendInitialEvents=true&resourceVersionMatch=NotOlderThan",
                "sendInitialEvents=true&resourceVersionMatch=Exact&allowWatchBookmarks=true"}) {
            assertThat(harbour.get(path("modes") + "?watch=1&" + mode).statusCode()).as(mode).isEqualTo(422);
        }
        assertThat(harbour.get(path("modes") + "?watch=1&resourceVersion=abc").statusCode()).isEqualTo(400);
        var ahead = harbour.get(path("modes") + "?watch=1&resourceVersion=99999999");
        assertThat(ahead.statusCode()).isEqualTo(504);
        assertThat(Json.MAPPER.readTree(ahead.body()).at("/details/causes/0/reason").asString())
                .isEqualTo("ResourceVersionTooLarge");
        assertThat(Json.MAPPER.readTree(ahead.body()).at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    }

    @Test
    void an_object_that_leaves_or_enters_the_view_of_a_selector_is_deleted_or_added() throws Exception {
        make("view", "v");
        try (var watch = Stream.open(harbour, path("view") + "?watch=1&labelSelector=l%3D1")) {
            assertThat(watch.word()).isEqualTo("ADDED v");
            merge("view", "v", "{\"metadata\":{\"labels\":{\"l\":\"2\"}}}");
            assertThat(watch.word()).isEqualTo("DELETED v");
            merge("view", "v", "{\"spec\":{\"masts\":2}}");
            merge("view", "v", "{\"metadata\":{\"labels\":{\"l\":\"1\"}}}");
            assertThat(watch.word()).isEqualTo("ADDED v");
        }
    }

    @Test
    void a_watch_too_many_is_told_when_to_come_back() throws Exception {
        var open = new ArrayList<Stream>();
        try {
            for (var i = 0; i < Harbour.MAX_WATCHES; i++) {
                open.add(Stream.open(harbour, path("places") + "?watch=1"));
            }
            var refused = harbour.get(path("places") + "?watch=1");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("5");
            assertThat(Json.MAPPER.readTree(refused.body()).at("/reason").asString()).isEqualTo("TooManyRequests");
        } finally {
            for (var watch : open) {
                watch.close();
            }
        }
        harbour.restart();
    }

    @Test
    void it_ends_when_its_time_is_over() throws Exception {
        try (var watch = Stream.open(harbour, path("end") + "?watch=1&timeoutSeconds=1")) {
            assertThat(watch.word()).isEqualTo("end");
        }
    }

    @Test
    void a_bookmark_comes_about_every_minute_to_those_who_allow_it() throws Exception {
        try (var watch = Stream.open(harbour, path("marks") + "?watch=1&allowWatchBookmarks=true");
                var plain = Stream.open(harbour, path("marks") + "?watch=1")) {
            make("marks", "one");
            assertThat(watch.word()).isEqualTo("ADDED one");
            assertThat(plain.word()).isEqualTo("ADDED one");
            harbour.ahead.set(Duration.ofSeconds(61));
            var version = make("marks", "two");
            // The watch may look at its clock before it hears of the change.
            var events = List.of(watch.next().orElseThrow(), watch.next().orElseThrow());
            assertThat(events).extracting(event -> event.at("/type").asString())
                    .containsExactlyInAnyOrder("ADDED", "BOOKMARK");
            var marked = events.getFirst().at("/type").asString().equals("BOOKMARK");
            var mark = events.get(marked ? 0 : 1);
            assertThat(mark.at("/object/kind").asString()).isEqualTo("Boat");
            var at = mark.at("/object/metadata/resourceVersion").asString();
            if (marked) {
                assertThat(Long.parseLong(at)).isLessThan(Long.parseLong(version));
            } else {
                assertThat(at).isEqualTo(version);
            }
            assertThat(plain.word()).isEqualTo("ADDED two");
            make("marks", "three");
            assertThat(plain.word()).isEqualTo("ADDED three");
        } finally {
            harbour.ahead.set(Duration.ZERO);
        }
    }

    @Test
    void a_table_names_its_columns_once() throws Exception {
        make("table", "one");
        make("table", "two");
        try (var watch = Stream.open(harbour, path("table") + "?watch=1", TABLE)) {
            var first = watch.next().orElseThrow().at("/object");
            assertThat(first.at("/kind").asString()).isEqualTo("Table");
            assertThat(first.at("/columnDefinitions/0/format").asString()).isEqualTo("name");
            assertThat(first.at("/rows")).hasSize(1);
            assertThat(first.at("/rows/0/object/kind").asString()).isEqualTo("PartialObjectMetadata");
            var second = watch.next().orElseThrow().at("/object");
            assertThat(second.at("/columnDefinitions").isNull()).isTrue();
            assertThat(second.at("/rows/0/cells/0").asString()).isEqualTo("two");
        }
    }

    @Test
    void a_version_that_the_log_has_forgotten_is_told_to_have_expired() throws Exception {
        var old = make("old", "one");
        var token = Json.MAPPER.readTree(harbour.get(path("table") + "?limit=1").body()).at("/metadata/continue");
        make("old", "two");
        new JdbcTemplate(harbour.source).update("delete from change_log where version <= ?", Long.parseLong(old) + 1);
        make("old", "three");
        harbour.restart();
        try (var watch = Stream.open(harbour, path("old") + "?watch=1&resourceVersion=" + old)) {
            var event = watch.next().orElseThrow();
            assertThat(event.at("/type").asString()).isEqualTo("ERROR");
            assertThat(event.at("/object/code").asInt()).isEqualTo(410);
            assertThat(event.at("/object/reason").asString()).isEqualTo("Expired");
            assertThat(watch.word()).isEqualTo("end");
        }
        if (!token.isMissingNode()) {
            assertThat(harbour.get(path("table") + "?limit=1&continue=" + token.asString()).statusCode())
                    .isEqualTo(410);
        }
    }

    @Test
    void a_watch_whose_client_hung_up_gives_its_place_back_though_nothing_happens() throws Exception {
        harbour.restart();
        var hangsUp = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        var open = new ArrayList<HttpResponse<InputStream>>();
        for (var i = 0; i < Harbour.MAX_WATCHES; i++) {
            var answer = hangsUp.send(harbour.request(Harbour.PATH + "?watch=1").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            open.add(answer);
        }
        assertThat(harbour.get(Harbour.PATH + "?watch=1").statusCode()).as("all places are taken").isEqualTo(429);
        open.getLast().body().close();
        opensWithin(Duration.ofSeconds(60), "after one stream was reset");
        hangsUp.shutdownNow();
        opensWithin(Duration.ofSeconds(60), "after the connection was closed");
        harbour.restart();
    }

    private void opensWithin(Duration limit, String when) throws Exception {
        var deadline = System.nanoTime() + limit.toNanos();
        HttpResponse<InputStream> answer;
        do {
            answer = harbour.client.send(harbour.request(Harbour.PATH + "?watch=1&timeoutSeconds=1").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            // A watch that opened ends after a second, and gives its place back.
            answer.body().readAllBytes();
        } while (answer.statusCode() != 200 && System.nanoTime() < deadline);
        assertThat(answer.statusCode()).as(when).isEqualTo(200);
    }
}
