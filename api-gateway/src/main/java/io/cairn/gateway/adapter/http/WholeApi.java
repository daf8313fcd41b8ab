package io.cairn.gateway.adapter.http;

import io.cairn.resource.adapter.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole API in one document, in the forms that clients ask for.
 *
 * @param key changes when a part of it does
 * @param openApi3 for SDK generators, Swagger UI and the reference pages
 * @param openApi2 for Terraform
 * @param gnostic the same in protobuf, for old kubectl and ArgoCD
 */
record WholeApi(String key, byte[] openApi3, byte[] openApi2, byte[] gnostic) {
    /** What clients write, which is no media type: the sign in it is not allowed there. */
    private static final String ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private static final String ANSWERED = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /** @param parts by place, such as {@code apis/compute.cairn.io/v1} */
    static WholeApi of(String key, Map<String, JsonNode> parts) {
        var whole = Json.MAPPER.createObjectNode().put("openapi", "3.0.0");
        whole.putObject("info").put("title", "Cairn").put("version", "v1");
        var paths = new TreeMap<String, JsonNode>();
        var schemas = new TreeMap<String, JsonNode>();
        parts.values().forEach(part -> {
            part.path("paths").properties().forEach(entry -> paths.put(entry.getKey(), entry.getValue()));
            part.at("/components/schemas")
                    .properties()
                    .forEach(entry -> schemas.put(entry.getKey(), entry.getValue()));
        });
        paths.forEach(whole.putObject("paths")::set);
        schemas.forEach(whole.putObject("components").putObject("schemas")::set);
        bearer(whole);
        var old = OpenApiV2.of(whole);
        return new WholeApi(key, Json.MAPPER.writeValueAsBytes(whole), Json.MAPPER.writeValueAsBytes(old),
                Gnostic.document(old));
    }

    private static void bearer(ObjectNode whole) {
        ((ObjectNode) whole.path("components")).putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        whole.putArray("security").addObject().putArray("token");
    }

    void answerV3(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, "application/json", openApi3);
    }

    void answerV2(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var accept = Optional.ofNullable(request.getHeader("Accept")).orElse("");
        if (accept.contains(ASKED) || accept.contains(ANSWERED)) {
            answer(request, response, ANSWERED, gnostic);
        } else {
            answer(request, response, "application/json", openApi2);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, String type, byte[] body)
            throws IOException {
        var tag = "\"" + UUID.nameUUIDFromBytes((type + key).getBytes(StandardCharsets.UTF_8)) + "\"";
        response.setHeader("ETag", tag);
        response.setHeader("Vary", "Accept");
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
