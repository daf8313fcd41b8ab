package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a service says about itself: discovery and OpenAPI. Computed from the kinds, the same until it restarts. */
final class Documents {
    private final List<Kind<?, ?, ?>> kinds;
    private final List<KindCodec<?, ?, ?>> codecs;
    private final List<GroupVersion> versions;
    private final Map<GroupVersion, ObjectNode> openApi = new HashMap<>();

    Documents(List<KindStore<?, ?, ?>> stores) {
        this.kinds = stores.stream().<Kind<?, ?, ?>>map(KindStore::kind).toList();
        this.codecs = stores.stream().<KindCodec<?, ?, ?>>map(KindStore::codec).toList();
        this.versions = kinds.stream().<GroupVersion>map(Kind::groupVersion).distinct().toList();
        versions.forEach(version -> openApi.put(version, OpenApi.document(version, codecs.stream()
                .filter(codec -> codec.kind().groupVersion().equals(version))
                .toList())));
    }

    /** Answers if the path names a document. */
    boolean answer(Exchange exchange, List<String> segments) throws IOException {
        var path = String.join("/", segments);
        if (!describes(path)) {
            return false;
        }
        Negotiation.check(exchange.accept());
        if (!exchange.request().getMethod().equals("GET") && !exchange.request().getMethod().equals("HEAD")) {
            throw new Refusal(Reason.METHOD_NOT_ALLOWED,
                    "the server does not allow this method on the requested resource; it is a document, use GET");
        }
        switch (path) {
            case "apis" -> groups(exchange, versions.stream().filter(version -> !version.group().isEmpty()).toList());
            case "api" -> core(exchange);
            case "openapi/v3" -> exchange.send(200, root());
            default -> {
                return version(exchange, path);
            }
        }
        return true;
    }

    private boolean describes(String path) {
        return List.of("apis", "api", "openapi/v3").contains(path)
                || versions.stream()
                        .anyMatch(version -> List.of("apis/" + version.group(), place(version),
                                "openapi/v3/" + place(version)).contains(path));
    }

    private static String place(GroupVersion version) {
        return version.group().isEmpty() ? "api/v1" : "apis/" + version.apiVersion();
    }

    private void groups(Exchange exchange, List<GroupVersion> wanted) throws IOException {
        var form = Negotiation.aggregated(exchange.accept());
        if (form.isEmpty()) {
            exchange.send(200, Discovery.groups(wanted));
        } else {
            aggregated(exchange, form.get(), wanted);
        }
    }

    private void core(Exchange exchange) throws IOException {
        var form = Negotiation.aggregated(exchange.accept());
        var core = versions.stream().filter(version -> version.group().isEmpty()).toList();
        if (form.isPresent()) {
            aggregated(exchange, form.get(), core);
            return;
        }
        var list = Json.MAPPER.createObjectNode().put("kind", "APIVersions");
        var names = list.putArray("versions");
        core.forEach(version -> names.add(version.version()));
        exchange.send(200, list);
    }

    private void aggregated(Exchange exchange, String form, List<GroupVersion> wanted) throws IOException {
        var body = Json.MAPPER.writeValueAsBytes(Discovery.aggregated(form, wanted, kinds));
        exchange.response().setStatus(200);
        exchange.response()
                .setContentType("application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList"
                        .formatted(form));
        exchange.response().getOutputStream().write(body);
    }

    private boolean version(Exchange exchange, String path) throws IOException {
        for (var version : versions) {
            var place = place(version);
            if (path.equals("apis/" + version.group())) {
                exchange.send(200, Discovery.group(version));
                return true;
            }
            if (path.equals(place)) {
                exchange.send(200, Discovery.resources(version,
                        kinds.stream().filter(kind -> kind.groupVersion().equals(version)).toList()));
                return true;
            }
            if (path.equals("openapi/v3/" + place)) {
                var document = openApi(version);
                exchange.sendUnlessSeen(hash(document), document);
                return true;
            }
        }
        return false;
    }

    private ObjectNode openApi(GroupVersion version) {
        return Objects.requireNonNull(openApi.get(version));
    }

    Map<String, JsonNode> all() {
        var all = new HashMap<String, JsonNode>();
        openApi.forEach((version, document) -> all.put(place(version), document));
        return all;
    }

    ObjectNode discovery(Optional<String> form) {
        var groups = versions.stream().filter(version -> !version.group().isEmpty()).toList();
        return form.map(wanted -> Discovery.aggregated(wanted, groups, kinds))
                .orElseGet(() -> Discovery.groups(groups));
    }

    ObjectNode root() {
        var root = Json.MAPPER.createObjectNode();
        var paths = root.putObject("paths");
        for (var version : versions) {
            var place = place(version);
            paths.putObject(place)
                    .put("serverRelativeURL",
                            "/openapi/v3/" + place + "?hash=" + hash(openApi(version)).toUpperCase(Locale.ROOT));
        }
        return root;
    }

    /** Changes when the document does. */
    static String hash(JsonNode document) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(document.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
