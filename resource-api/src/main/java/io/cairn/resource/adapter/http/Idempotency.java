package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The header {@code Idempotency-Key} of a create: the same key with the same body makes one object, however often it is
 * sent. The key is remembered as an annotation of what it made, for as long as that lives.
 *
 * @param key digest of the caller and the key
 * @param body digest of what was asked for
 */
record Idempotency(String key, String body) {
    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";
    static final String ANNOTATION = "cairn.io/idempotency-key";
    private static final int MAX_LENGTH = 255;
    private static final int NAME_LETTERS = 12;

    static Optional<Idempotency> of(Exchange exchange, JsonNode document) {
        var header = exchange.request().getHeader(HEADER);
        if (header == null) {
            return Optional.empty();
        }
        if (header.isBlank() || header.length() > MAX_LENGTH) {
            throw new Refusal(Reason.BAD_REQUEST, "%s has %d characters; it must have from 1 to %d, such as a UUID"
                    .formatted(HEADER, header.length(), MAX_LENGTH));
        }
        return Optional.of(new Idempotency(digest(exchange.caller().user() + "\0" + header.strip()),
                digest(document.toString())));
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The document with the note, and with a name that follows from the key if it has none of its own. */
    ObjectNode noted(ObjectNode document, String singular) {
        var copy = document.deepCopy();
        var metadata = copy.get("metadata") instanceof ObjectNode there ? there : copy.putObject("metadata");
        if (metadata.path("name").asString("").isEmpty()) {
            metadata.put("name", name(metadata.path("generateName").asString(singular + "-")));
        }
        var annotations = metadata.get("annotations") instanceof ObjectNode there
                ? there
                : metadata.putObject("annotations");
        annotations.put(ANNOTATION, key + "." + body);
        return copy;
    }

    private String name(String prefix) {
        return prefix.substring(0, Math.min(prefix.length(), 240)) + key.substring(0, NAME_LETTERS);
    }

    /** The body of an action with a name for what it makes. */
    String named(Optional<String> given, String prefix) {
        var document = given.map(Json.MAPPER::readTree).orElseGet(Json.MAPPER::createObjectNode);
        if (!(document instanceof ObjectNode object)) {
            return given.orElse("");
        }
        var metadata = object.get("metadata") instanceof ObjectNode there ? there : object.putObject("metadata");
        if (metadata.path("name").asString("").isEmpty()) {
            metadata.put("name", name(prefix));
        }
        return object.toString();
    }

    /** True if the object was made by this very request before; refuses if the key came with another body. */
    boolean made(Metadata standing) {
        var note = standing.annotations().getOrDefault(ANNOTATION, "");
        if (note.startsWith(key + ".") && !note.equals(key + "." + body)) {
            throw new Refusal(Reason.INVALID, ("%s was used before for another body, which made \"%s\"; send a new key "
                    + "for a new request").formatted(HEADER, standing.name()));
        }
        return note.equals(key + "." + body);
    }
}
