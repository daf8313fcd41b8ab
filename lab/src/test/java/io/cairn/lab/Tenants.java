package io.cairn.lab;

import io.cairn.cli.application.ClientKey;
import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two organisations: {@code acme} with the projects {@code web} and {@code vault} and an object {@code example} of every
 * kind, those of projects in {@code vault}; and {@code umbrella}. The people in them are made on request.
 */
final class Tenants {
    static final String ACME = "/t/acme";
    static final String UMBRELLA = "/t/umbrella";
    static final String EXAMPLE = "example";
    private static final String IAM = "/apis/iam.cairn.io/v1/";

    private final PublicDoor door;
    private final Rest operator;
    private final List<Operation> operations;

    Tenants(PublicDoor door, Rest operator, List<Operation> operations) throws Exception {
        this.door = door;
        this.operator = operator;
        this.operations = operations;
        for (var organisation : List.of("acme", "umbrella")) {
            operator.post(IAM + "organisations", "{\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(organisation))
                    .mustBeOk();
            Waiting.until(organisation + " has its first project", Duration.ofSeconds(30),
                    () -> operator.get("/t/" + organisation + "/api/v1/namespaces/default").ok());
        }
        for (var project : List.of("web", "vault")) {
            operator.post(ACME + "/api/v1/namespaces", "{\"metadata\":{\"name\":\"%s\"}}".formatted(project))
                    .mustBeOk();
        }
        for (var kind : Examples.kinds()) {
            make(kind);
        }
    }

    private void make(String kind) throws IOException, InterruptedException {
        if (kind.equals("iam.cairn.io/apitokens")) {
            operator.post(ACME + IAM + "users/example/token", "{\"name\":\"example\"}").mustBeOk();
            return;
        }
        if (kind.equals("iam.cairn.io/usercertificates")) {
            operator.post(ACME + IAM + "users/example/certificate", Json.MAPPER.createObjectNode()
                    .put("name", "example")
                    .put("request", ClientKey.make().requestPem())
                    .toString()).mustBeOk();
            return;
        }
        for (var operation : operations) {
            if (operation.creates() && operation.kind().equals(kind)) {
                operation.ask(operator, ACME, "vault", EXAMPLE).mustBeOk();
            }
        }
    }

    /** A user with a role in a place; places are collections of bindings. */
    String user(String name, String place, String role) throws Exception {
        operator.post(IAM + "users", "{\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(name)).mustBeOk();
        operator.post(place,
                "{\"metadata\":{\"name\":\"%1$s\"},\"spec\":{\"role\":\"%2$s\",\"subjects\":[{\"kind\":\"User\",\"name\":\"%1$s\"}]}}"
                        .formatted(name, role))
                .mustBeOk();
        return token(name, "{}");
    }

    String token(String user, String body) throws Exception {
        return operator.post(IAM + "users/" + user + "/token", body).mustBeOk().text("/status/token");
    }

    static String bindings(String organisation) {
        return organisation + IAM + "organisationrolebindings";
    }

    static String bindings(String organisation, String project) {
        return organisation + IAM + "namespaces/" + project + "/rolebindings";
    }

    Rest bearer(String token) throws IOException {
        return bearer(door, token);
    }

    /** A client over HTTP/1.1: Tomcat ends a young HTTP/2 connection that sends many frames of a few bytes. */
    static Rest bearer(PublicDoor door, String token) throws IOException {
        return new Rest(door.trust().client(InetAddress.getLoopbackAddress()), door.url(),
                Map.of("Authorization", "Bearer " + token));
    }

    /** The example of every kind, without what changes by itself. */
    Map<String, String> examples() {
        return operations.stream()
                .filter(operation -> operation.method().equals("GET") && operation.named()
                        && operation.subresource().isEmpty())
                .map(operation -> operation.path(ACME, "vault", EXAMPLE))
                .collect(Collectors.toMap(path -> path, this::intent));
    }

    private String intent(String path) {
        try {
            var body = (ObjectNode) operator.get(path).mustBeOk().body();
            var metadata = body.path("metadata");
            var kept = new HashMap<String, String>();
            for (var field : List.of("uid", "labels", "deletionTimestamp")) {
                kept.put(field, metadata.path(field).toString());
            }
            return body.without(List.of("metadata", "status")) + kept.toString();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
