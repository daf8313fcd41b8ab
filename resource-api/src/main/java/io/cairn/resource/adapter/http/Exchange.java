package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.Refusals;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.Tracking;
import io.cairn.resource.application.Write;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.ownership.FieldOwner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request with its caller and its answer. */
record Exchange(HttpServletRequest request, HttpServletResponse response, Caller caller, Query query) {
    private static final int MAX_MANAGER = 128;
    private static final byte[] ITEMS = ",\"items\":[".getBytes(StandardCharsets.UTF_8);

    Optional<String> parameter(String name) {
        return query.first(name);
    }

    boolean flag(String name) {
        return query.flag(name);
    }

    /** Whether the write is for show; any value of dryRun but All is refused. */
    Write write() {
        var values = query.all("dryRun");
        for (var value : values) {
            if (!value.equals("All")) {
                throw new Refusal(Reason.BAD_REQUEST, "Invalid dryRun: \"%s\": the only supported value is All"
                        .formatted(value), List.of(Cause.unsupported("dryRun", value, "supported values: \"All\"")));
            }
        }
        return new Write(caller, !values.isEmpty());
    }

    /** Who writes which fields: the fieldManager, or else the name of the client's program. */
    Tracking tracking(Kind<?, ?, ?> kind, FieldOwner.Operation operation, boolean status, Instant now) {
        var manager = parameter("fieldManager").orElseGet(this::program);
        if (manager.length() > MAX_MANAGER || !manager.matches("\\p{Print}+")) {
            throw Refusals.invalid(kind, "", List.of(Cause.invalid("fieldManager", manager,
                    "must be at most %d printable characters".formatted(MAX_MANAGER))));
        }
        return new Tracking(new FieldOwner(manager, operation, kind.groupVersion().apiVersion(),
                status ? "status" : ""), now.truncatedTo(ChronoUnit.SECONDS));
    }

    private String program() {
        var agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("").split("/", 2)[0];
        var name = agent.replaceAll("[^\\p{Print}]", "");
        return name.isBlank() ? "unknown" : name.substring(0, Math.min(name.length(), MAX_MANAGER));
    }

    String accept() {
        return Optional.ofNullable(request.getHeader("Accept")).orElse("");
    }

    boolean wantsTable() {
        return Negotiation.table(accept());
    }

    /** Answers with a document that has a digest: whoever has seen it already is told so. */
    void sendUnlessSeen(String digest, JsonNode body) throws IOException {
        var tag = "\"" + digest + "\"";
        response.setHeader("ETag", tag);
        if (seen(tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        } else {
            send(200, body);
        }
    }

    /** Whether If-None-Match names the version that the answer would have. */
    boolean seen(String tag) {
        return tags("If-None-Match").anyMatch(known -> known.equals("*") || known.equals(tag));
    }

    /** The entity tags of a header, without the mark of weak ones. */
    Stream<String> tags(String header) {
        return Stream.of(Optional.ofNullable(request.getHeader(header)).orElse("").split(","))
                .map(tag -> tag.strip().replaceFirst("^W/", ""))
                .filter(tag -> !tag.isEmpty());
    }

    /** Answers with a document that is there as JSON. */
    void send(byte[] json) throws IOException {
        if (Negotiation.yaml(accept())) {
            send(200, Json.MAPPER.readTree(json));
            return;
        }
        response.setStatus(200);
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    /** Answers with a list: its head, and its items, which are there as JSON. */
    void sendList(ObjectNode head, List<byte[]> items) throws IOException {
        var start = Json.MAPPER.writeValueAsBytes(head);
        var size = start.length + ITEMS.length + 1 + items.stream().mapToInt(item -> item.length + 1).sum();
        var body = new ByteArrayOutputStream(size);
        body.write(start, 0, start.length - 1);
        body.writeBytes(ITEMS);
        for (var i = 0; i < items.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(items.get(i));
        }
        body.write(']');
        body.write('}');
        send(body.toByteArray());
    }

    void send(int code, JsonNode body) throws IOException {
        var yaml = Negotiation.yaml(accept());
        response.setStatus(code);
        response.setContentType(yaml ? "application/yaml" : "application/json");
        var bytes = yaml
                ? Bodies.YAML.writeValueAsString(body).getBytes(StandardCharsets.UTF_8)
                : Json.MAPPER.writeValueAsBytes(body);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** A warning that kubectl prints; control characters and quotes are taken out. */
    void warn(String text) {
        response.addHeader("Warning", "299 - \"" + text.replaceAll("[\\p{Cntrl}\\\\]", " ").replace("\"", "'") + "\"");
    }
}
