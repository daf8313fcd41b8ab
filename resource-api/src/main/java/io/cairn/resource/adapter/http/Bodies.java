package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.Storable;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads request bodies: JSON or YAML, at most 3 MiB. */
final class Bodies {
    static final int MAX_BYTES = 3 << 20;
    static final ObjectMapper YAML = yaml(true);
    private static final ObjectMapper LENIENT_YAML = yaml(false);
    private static final String DUPLICATE = "Duplicate ";

    private Bodies() {}

    private static ObjectMapper yaml(boolean strict) {
        return YAMLMapper.builder(YAMLFactory.builder().streamReadConstraints(Json.BOUNDS).build())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .build();
    }

    /** The media type in lower case without parameters; a missing one is JSON. */
    static String mediaType(HttpServletRequest request) {
        var type = Optional.ofNullable(request.getContentType()).orElse("application/json");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** An object body; refused if there is none. */
    static JsonNode read(Exchange exchange) throws IOException {
        var type = mediaType(exchange.request());
        return switch (type) {
            case "application/json", "application/yaml", "application/x-yaml", "text/yaml" -> parse(exchange);
            default -> throw unsupported(type, "application/json or application/yaml");
        };
    }

    static Refusal unsupported(String type, String supported) {
        return new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: %s; got %s. "
                        .formatted(supported, type) + "With curl, add -H 'Content-Type: "
                        + supported.split(",| or ")[0] + "'");
    }

    /**
     * Parses by content type; apply patches come as JSON or YAML under one name, and JSON is YAML too. A field that
     * comes twice is treated as one that is unknown: Strict refuses it, Warn warns and takes the later, Ignore takes it.
     */
    static JsonNode parse(Exchange exchange) throws IOException {
        var text = text(exchange.request());
        var type = mediaType(exchange.request());
        try {
            return parse(text, type, true);
        } catch (JacksonException malformed) {
            var mode = exchange.parameter("fieldValidation").orElse("Warn");
            if (mode.equals("Strict") || !String.valueOf(malformed.getOriginalMessage()).startsWith(DUPLICATE)) {
                throw malformed(malformed, mode.equals("Strict") ? "strict decoding error: " : "", type, text);
            }
            if (!mode.equals("Ignore")) {
                exchange.warn(firstLine(malformed.getOriginalMessage()) + ": the last one was taken");
            }
        }
        return parseLenient(text, type);
    }

    private static JsonNode parseLenient(String text, String type) {
        try {
            return parse(text, type, false);
        } catch (JacksonException malformed) {
            throw malformed(malformed, "", type, text);
        }
    }

    /** Refuses a field that comes twice. */
    static JsonNode parse(String text, String type) {
        try {
            return parse(text, type, true);
        } catch (JacksonException malformed) {
            throw malformed(malformed, "", type, text);
        }
    }

    private static JsonNode parse(String text, String type, boolean strict) {
        if (text.isBlank()) {
            throw new Refusal(Reason.BAD_REQUEST, "The request has no body; send the object as JSON or YAML");
        }
        var node = yaml(type, text)
                ? (strict ? YAML : LENIENT_YAML).readTree(text)
                : (strict ? Json.MAPPER : Json.LENIENT).readTree(text);
        if (node == null || !(node.isObject() || node.isArray())) {
            throw new Refusal(Reason.BAD_REQUEST, "The body is not an object");
        }
        Storable.offence(node).ifPresent(field -> {
            throw new Refusal(Reason.BAD_REQUEST, ("The body has a character at %s that cannot be stored: U+0000, or "
                    + "half of a surrogate pair; take it out").formatted(field),
                    List.of(new Cause("FieldValueInvalid", field, "Invalid value: holds U+0000 or half of a surrogate "
                            + "pair, which cannot be stored")));
        });
        return node;
    }

    private static boolean yaml(String type, String text) {
        return type.contains("yaml") && !text.stripLeading().startsWith("{");
    }

    private static Refusal malformed(JacksonException malformed, String prefix, String type, String text) {
        var at = malformed.getLocation();
        return new Refusal(Reason.BAD_REQUEST, prefix + "The body is not valid %s: %s (line %d, column %d)".formatted(
                yaml(type, text) ? "YAML" : "JSON", firstLine(malformed.getOriginalMessage()),
                at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr()));
    }

    private static String firstLine(@org.jspecify.annotations.Nullable String message) {
        // The parser names its own settings and classes; they are no business of the caller.
        return message == null
                ? "malformed"
                : message.lines().findFirst().orElse("malformed").replaceAll(",? from `[^`]*`", "");
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
