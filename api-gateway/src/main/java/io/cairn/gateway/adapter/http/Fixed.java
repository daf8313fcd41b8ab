package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Issuers;
import io.cairn.resource.adapter.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Paths that answer everybody. */
public record Fixed(Issuers issuers) {

    boolean answer(String path, HttpServletResponse response) throws IOException {
        switch (path) {
            case "/healthz", "/livez", "/readyz" -> {
                response.setContentType("text/plain");
                response.getOutputStream().write("ok".getBytes(StandardCharsets.UTF_8));
            }
            case "/version" -> Door.send(response, 200,
                    Json.MAPPER.createObjectNode()
                            .put("major", "1")
                            .put("minor", "34")
                            .put("gitVersion", "v1.34.0+cairn.0.1.0")
                            .put("gitCommit", "")
                            .put("gitTreeState", "clean")
                            .put("buildDate", "1970-01-01T00:00:00Z")
                            .put("goVersion", "")
                            .put("compiler", "javac")
                            .put("platform", "linux/amd64"));
            case "/.well-known/cairn-login" -> Door.send(response, 200, login());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Where people log in before they have a token: the issuers with what a device flow needs. */
    private ObjectNode login() {
        var document = Json.MAPPER.createObjectNode();
        var list = document.putArray("issuers");
        issuers.current()
                .forEach(issuer -> list.addObject()
                        .put("name", issuer.name())
                        .put("issuer", issuer.url())
                        .put("clientId", issuer.clientId())
                        .put("audience", issuer.audience()));
        return document;
    }
}
