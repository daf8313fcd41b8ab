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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One request with its caller and its answer. */
record Exchange(HttpServletRequest request, HttpServletResponse response, Caller caller) {
    private static final int MAX_MANAGER = 128;

    Optional<String> parameter(String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(value -> !value.isEmpty());
    }

    boolean flag(String name) {
        return parameter(name).filter(value -> value.equals("true") || value.equals("1")).isPresent();
    }

    /** Whether the write is for show; any value of dryRun but All is refused. */
    Write write() {
        var values = request.getParameterValues("dryRun");
        if (values == null) {
            return new Write(caller, false);
        }
        for (var value : values) {
            if (!value.equals("All")) {
                throw new Refusal(Reason.BAD_REQUEST, "Invalid dryRun: \"%s\": the only supported value is All"
                        .formatted(value), List.of(Cause.unsupported("dryRun", value, "supported values: \"All\"")));
            }
        }
        return new Write(caller, true);
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
