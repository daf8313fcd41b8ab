package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads request bodies: JSON or YAML, at most 3 MiB. */
final class Bodies {
    static final int MAX_BYTES = 3 << 20;
    static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(tools.jackson.dataformat.yaml.YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build();

    private Bodies() {}

    /** The media type in lower case without parameters; a missing one is JSON. */
    static String mediaType(HttpServletRequest request) {
        var type = Optional.ofNullable(request.getContentType()).orElse("application/json");
        return type.split(";")[0].strip().toLowerCase(Locale.ROOT);
    }

    /** An object body; refused if there is none. */
    static JsonNode read(HttpServletRequest request) throws IOException {
        return switch (mediaType(request)) {
            case "application/json", "application/yaml", "application/x-yaml", "text/yaml" -> parse(request);
            default -> throw unsupported(mediaType(request), "application/json or application/yaml");
        };
    }

    static Refusal unsupported(String type, String supported) {
        return new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: %s; got %s. "
                        .formatted(supported, type) + "With curl, add -H 'Content-Type: "
                        + supported.split(",| or ")[0] + "'");
    }

    /** Parses by content type; apply patches come as JSON or YAML under one name, and JSON is YAML too. */
    static JsonNode parse(HttpServletRequest request) throws IOException {
        var text = text(request);
        if (text.isBlank()) {
            throw new Refusal(Reason.BAD_REQUEST, "The request has no body; send the object as JSON or YAML");
        }
        var yaml = mediaType(request).contains("yaml") && !text.stripLeading().startsWith("{");
        try {
            var node = yaml ? YAML.readTree(text) : Json.MAPPER.readTree(text);
            if (node == null || !(node.isObject() || node.isArray())) {
                throw new Refusal(Reason.BAD_REQUEST, "The body is not an object");
            }
            return node;
        } catch (JacksonException malformed) {
            var at = malformed.getLocation();
            throw new Refusal(Reason.BAD_REQUEST, "The body is not valid %s: %s (line %d, column %d)".formatted(
                    yaml ? "YAML" : "JSON", firstLine(malformed.getOriginalMessage()), at == null ? 0 : at.getLineNr(),
                    at == null ? 0 : at.getColumnNr()));
        }
    }

    /** JSON text that has been parsed once and is well-formed. */
    static String json(String text) {
        try {
            return Json.MAPPER.readTree(text).toString();
        } catch (JacksonException malformed) {
            throw new Refusal(Reason.BAD_REQUEST,
                    "The body is not valid JSON: " + firstLine(malformed.getOriginalMessage()));
        }
    }

    private static String firstLine(@org.jspecify.annotations.Nullable String message) {
        return message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
    }

    static String text(HttpServletRequest request) throws IOException {
        var bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new Refusal(Reason.REQUEST_ENTITY_TOO_LARGE,
                    "Request entity too large: limit is " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notText) {
            throw new Refusal(Reason.BAD_REQUEST, "The body is not valid UTF-8");
        }
    }
}
