package io.cairn.resource;

import io.cairn.resource.adapter.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A watch that is read event by event. */
final class Stream implements AutoCloseable {
    private final BufferedReader lines;

    private Stream(BufferedReader lines) {
        this.lines = lines;
    }

    static Stream open(Harbour harbour, String path, String accept) throws IOException, InterruptedException {
        var answer = harbour.client.send(harbour.request(path).header("Accept", accept).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        return new Stream(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
    }

    static Stream open(Harbour harbour, String path) throws IOException, InterruptedException {
        return open(harbour, path, "application/json");
    }

    /** The next event; empty at the end of the stream. */
    Optional<JsonNode> next() throws IOException {
        return Optional.ofNullable(lines.readLine()).map(Json.MAPPER::readTree);
    }

    /** Type and name of the next event. */
    String word() throws IOException {
        return next().map(event -> event.at("/type").asString() + " " + event.at("/object/metadata/name").asString(""))
                .orElse("end")
                .strip();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
