package io.cairn.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** Requests that nobody sends by accident, made from the operations that the API document lists, and from below it. */
final class Hostile {
    private static final List<String> NAMES = List.of("web", "..", "%2e%2e", "a%00b", "%ff%fe", "%zz", "%", "a%2Fb",
            "A_B", "%E2%98%83", "-", "a;b=c", "a%0d%0aX-Evil:1", "'--", "n".repeat(5_000), "${jndi:ldap:x}", "a+b",
            "*");
    private static final List<String> VALUES = List.of("", "true", "-1", "0", "99999999999999999999", "1e309", "%00",
            "%zz", "'or'1'='1", "a=b,c in (d", "a in (((((", "metadata.name=x,metadata.name=y", "x".repeat(4_000),
            "%7B%22version%22%3A1%7D", "All", "Strict", "eyJ2ZXJzaW9uIjoxfQ", "%F0%9F%9A%80", "spec.image");
    private static final List<String> TYPES = List.of("application/json", "application/yaml",
            "application/merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml", "text/plain",
            "application/vnd.kubernetes.protobuf", "application/x-www-form-urlencoded", ";;;", "a/b;c=\"");
    private static final List<String> HEADERS = List.of("If-Match: \"", "If-None-Match: W/", "Accept: ,;=",
            "Accept: application/json;as=Table;v=v9;g=meta.k8s.io", "Idempotency-Key: " + "k".repeat(300),
            "Idempotency-Key: a", "Accept-Encoding: gzip;q=x", "Range: bytes=9-1", "User-Agent: \u0001",
            "X-Cairn-User: root", "Expect: 200-ok", "Upgrade: websocket", "Cookie: $Version=1; a=\"");

    private final RandomGenerator random;
    private final List<Operation> operations = new ArrayList<>();

    private record Operation(String method, String path, List<String> parameters, JsonNode body) {}

    /** @param document OpenAPI 3.0 */
    Hostile(JsonNode document, RandomGenerator random) {
        this.random = random;
        document.at("/paths").properties().forEach(path -> path.getValue().properties().forEach(entry -> {
            if (!entry.getKey().equals("parameters")) {
                var parameters = new ArrayList<String>();
                entry.getValue().at("/parameters").forEach(one -> parameters.add(one.at("/name").asString()));
                operations.add(new Operation(entry.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(),
                        parameters, entry.getValue().at("/requestBody")));
            }
        }));
    }

    int operations() {
        return operations.size();
    }

    /** The bytes of a request; case n is of operation n modulo their number. */
    byte[] request(int n, String token) {
        var operation = operations.get(n % operations.size());
        var path = operation.path()
                .replace("{namespace}", random.nextInt(3) == 0 ? pick(NAMES) : "default")
                .replace("{name}", pick(NAMES));
        var query = new ArrayList<String>();
        for (var parameter : operation.parameters()) {
            if (random.nextInt(4) == 0) {
                // A watch that ends is wanted here: no number among the values would end it.
                query.add(parameter + "=" + (parameter.equals("timeoutSeconds") ? "Strict" : pick(VALUES)));
            }
        }
        query.add("timeoutSeconds=1");
        var body = operation.body().isMissingNode() && random.nextInt(3) > 0 ? new byte[0] : body();
        var head = operation.method() + " " + path + "?" + String.join("&", query) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Connection: close\r\nAuthorization: Bearer " + token + "\r\nContent-Type: " + type() + "\r\n"
                + (random.nextInt(3) == 0 ? pick(HEADERS) + "\r\n" : "") + "Content-Length: " + body.length
                + "\r\n\r\n";
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String type() {
        return random.nextInt(3) == 0 ? pick(TYPES) : TYPES.get(random.nextInt(5));
    }

    private byte[] body() {
        return switch (random.nextInt(16)) {
            case 0 -> new byte[0];
            case 1 -> text("{\"metadata\":");
            case 2 -> text("[".repeat(50_000));
            case 3 -> text("{\"a\":".repeat(20_000));
            case 4 -> text("{\"spec\":{\"cpus\":1" + "0".repeat(5_000) + "}}");
            case 5 -> text("{\"spec\":{\"cpus\":1e999999999,\"memory\":-1e400}}");
            case 6 -> text("{\"metadata\":{\"name\":\"a\",\"name\":\"b\"},\"spec\":{},\"spec\":null}");
            case 7 -> new byte[]{'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', (byte) 0xff, '}'};
            case 8 -> text("null");
            case 9 -> text("a: &a [*a,*a]\nb: &b [*a,*a]\nc: !!java.lang.Runtime {}\n");
            case 10 ->
                text("{\"metadata\":{\"name\":\"" + "\\u0000".repeat(20) + "\",\"labels\":{\"" + "l".repeat(9_000)
                        + "\":[]}}}");
            case 11 ->
                text("[{\"op\":\"move\",\"from\":\"/metadata\",\"path\":\"/metadata/a/b\"},{\"op\":\"copy\"},7]");
            case 12 -> text("{\"spec\":\"" + "x".repeat(200_000) + "\",\"status\":[],\"metadata\":7}");
            case 13 -> bytes();
            default -> text(object(0));
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        var bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        if (random.nextBoolean() && bytes.length > 4) {
            System.arraycopy(new byte[]{'k', '8', 's', 0}, 0, bytes, 0, 4);
        }
        return bytes;
    }

    private String object(int depth) {
        var fields = new ArrayList<String>();
        for (var i = random.nextInt(5); i >= 0; i--) {
            var name = List.of("metadata", "spec", "status", "name", "labels", "annotations", "finalizers",
                    "ownerReferences", "managedFields", "image", "instanceType", "resources", "cpus", "memory",
                    "networks",
                    "uid", "resourceVersion", "kind", "apiVersion", "preconditions", "generateName",
                    "deletionTimestamp")
                    .get(random.nextInt(22));
            fields.add("\"" + name + "\":" + value(depth));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String value(int depth) {
        if (depth < 3 && random.nextInt(3) > 0) {
            return random.nextInt(5) == 0 ? "[" + value(depth + 1) + "," + value(depth + 1) + "]" : object(depth + 1);
        }
        return List.of("null", "true", "0", "-1", "9223372036854775808", "1.5", "\"\"", "\"a\"", "\"\\ud800\"", "[]",
                "{}", "\"9999999999999999999999Gi\"", "\"c1.nano\"", "\"micro\"", "[{}]", "\"kubectl\"")
                .get(
                        random.nextInt(16));
    }
}
