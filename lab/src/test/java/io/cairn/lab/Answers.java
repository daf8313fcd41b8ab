package io.cairn.lab;

import io.cairn.resource.adapter.json.Json;
import tools.jackson.databind.JsonNode;

/** Compares what two requests were answered. */
final class Answers {
    private Answers() {}

    /** The same answer about an object of another name. */
    static JsonNode renamed(JsonNode answer, String from, String to) {
        return Json.MAPPER.readTree(answer.toString()
                .replace("\"" + from + "\"", "\"" + to + "\"")
                .replace("\\\"" + from + "\\\"", "\\\"" + to + "\\\""));
    }
}
