package io.cairn.gateway.adapter.http;

import io.cairn.gateway.domain.Access;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.gateway.domain.iam.Grant;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who am I, and what may I do: {@code selfsubjectreviews}, {@code selfsubjectaccessreviews} and
 * {@code selfsubjectrulesreviews}. Bodies come as JSON, or in the protobuf {@link Envelope} of newer kubectl, with the
 * field numbers of k8s.io/api authorization/v1.
 */
final class Reviews {
    private Reviews() {}

    static boolean serves(RequestInfo request) {
        return List.of("authorization.k8s.io", "authentication.k8s.io").contains(group(request));
    }

    /** The group of a path, also of one that ends there. */
    private static String group(RequestInfo request) {
        return request.group().isEmpty() ? request.path().replaceFirst("^/apis/", "") : request.group();
    }

    /** What a path of these groups that names no resource says. */
    static ObjectNode describe(RequestInfo request) {
        return request.group().isEmpty() ? group(group(request)) : resources(request.group());
    }

    static List<ObjectNode> groups() {
        return List.of(group("authentication.k8s.io"), group("authorization.k8s.io"));
    }

    static ObjectNode group(String name) {
        var group = Json.MAPPER.createObjectNode().put("kind", "APIGroup").put("apiVersion", "v1").put("name", name);
        group.putArray("versions").addObject().put("groupVersion", name + "/v1").put("version", "v1");
        group.putObject("preferredVersion").put("groupVersion", name + "/v1").put("version", "v1");
        return group;
    }

    private static final List<String> AUTHENTICATION = List.of("SelfSubjectReview");
    private static final List<String> AUTHORIZATION = List.of("SelfSubjectAccessReview", "SelfSubjectRulesReview");

    static ObjectNode resources(String group) {
        var list = Json.MAPPER.createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion",
                        group + "/v1");
        var resources = list.putArray("resources");
        kinds(group).forEach(kind -> resources.addObject()
                .put("name", plural(kind))
                .put("singularName", "")
                .put("namespaced", false)
                .put("kind", kind)
                .putArray("verbs")
                .add("create"));
        return list;
    }

    static List<ObjectNode> aggregated() {
        return groups().stream().map(group -> {
            var name = group.path("name").asString();
            var item = Json.MAPPER.createObjectNode();
            item.putObject("metadata").put("name", name);
            var version = item.putArray("versions").addObject().put("version", "v1");
            var resources = version.putArray("resources");
            kinds(name).forEach(kind -> {
                var resource = resources.addObject().put("resource", plural(kind));
                resource.putObject("responseKind").put("group", name).put("version", "v1").put("kind", kind);
                resource.put("scope", "Cluster").put("singularResource", "").putArray("verbs").add("create");
            });
            version.put("freshness", "Current");
            return item;
        }).toList();
    }

    private static List<String> kinds(String group) {
        return group.equals("authentication.k8s.io") ? AUTHENTICATION : AUTHORIZATION;
    }

    private static String plural(String kind) {
        return kind.toLowerCase(java.util.Locale.ROOT) + "s";
    }

    static ObjectNode answer(RequestInfo request, Identity identity, Admission admission, byte[] body) {
        if (!request.verb().equals("create") || request.name().isPresent()) {
            throw new Refusal(Reason.METHOD_NOT_ALLOWED,
                    "the server does not allow this method on the requested resource; POST a review");
        }
        return switch (request.resource().orElse("")) {
            case "selfsubjectreviews" -> whoAmI(identity);
            case "selfsubjectaccessreviews" -> canI(identity, admission, attributes(body), request.organisation());
            case "selfsubjectrulesreviews" ->
                rules(admission.grants(identity), request.organisation(), namespace(body));
            default -> throw new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource");
        };
    }

    private static ObjectNode whoAmI(Identity identity) {
        var review = review("authentication.k8s.io", "SelfSubjectReview");
        var user = review.putObject("status").putObject("userInfo").put("username", identity.user());
        identity.groups().forEach(user.putArray("groups")::add);
        return review;
    }

    private static ObjectNode canI(Identity identity, Admission admission, JsonNode asked, String organisation) {
        var review = review("authorization.k8s.io", "SelfSubjectAccessReview");
        review.set("spec", Json.MAPPER.createObjectNode().set("resourceAttributes", asked));
        var request = new RequestInfo(asked.path("verb").asString("get"), organisation,
                asked.path("path").asString("/"),
                asked.path("group").asString(""), asked.path("version").asString(""), given(asked, "namespace"),
                given(asked, "resource"), given(asked, "name"), given(asked, "subresource"));
        var status = review.putObject("status");
        switch (admission.decide(identity, request)) {
            case Access.Allowed _ -> status.put("allowed", true);
            case Access.Denied(var message) -> status.put("allowed", false).put("reason", message);
            case Access.Hidden _ -> status.put("allowed", false);
        }
        return review;
    }

    private static ObjectNode rules(List<Grant> grants, String organisation, String namespace) {
        var review = review("authorization.k8s.io", "SelfSubjectRulesReview");
        review.putObject("spec").put("namespace", namespace);
        var status = review.putObject("status").put("incomplete", false);
        var rules = status.putArray("resourceRules");
        grants.stream()
                .filter(grant -> grant.reaches(organisation, namespace))
                .flatMap(grant -> grant.rules().stream())
                .distinct()
                .forEach(given -> {
                    var rule = rules.addObject();
                    given.verbs().forEach(rule.putArray("verbs")::add);
                    given.apiGroups().forEach(rule.putArray("apiGroups")::add);
                    given.resources().forEach(rule.putArray("resources")::add);
                });
        var paths = status.putArray("nonResourceRules").addObject();
        paths.putArray("verbs").add("get");
        paths.putArray("nonResourceURLs")
                .add("/api")
                .add("/api/*")
                .add("/apis")
                .add("/apis/*")
                .add("/openapi/*")
                .add("/version");
        return review;
    }

    private static ObjectNode review(String group, String kind) {
        var review = Json.MAPPER.createObjectNode().put("kind", kind).put("apiVersion", group + "/v1");
        review.putObject("metadata");
        return review;
    }

    private static Optional<String> given(JsonNode node, String field) {
        return Optional.of(node.path(field).asString("")).filter(value -> !value.isEmpty() && !value.equals("*"));
    }

    private static JsonNode json(byte[] body) {
        try {
            var document = Json.MAPPER.readTree(body);
            if (document.isObject()) {
                return document;
            }
        } catch (JacksonException malformed) {
            throw new Refusal(Reason.BAD_REQUEST, "The body is not valid JSON");
        }
        throw new Refusal(Reason.BAD_REQUEST, "The body is not an object");
    }

    private static String namespace(byte[] body) {
        return Envelope.open(body)
                .map(raw -> Envelope.text(Envelope.message(raw, 2), 1))
                .orElseGet(() -> json(body).path("spec").path("namespace").asString(""));
    }

    private static JsonNode attributes(byte[] body) {
        var raw = Envelope.open(body);
        if (raw.isEmpty()) {
            var spec = json(body).path("spec");
            return spec.has("resourceAttributes") ? spec.path("resourceAttributes")
                    : spec.path("nonResourceAttributes");
        }
        var spec = Envelope.message(raw.get(), 2);
        var node = Json.MAPPER.createObjectNode();
        if (spec.hasField(2)) {
            return node.put("path", Envelope.text(Envelope.message(spec, 2), 1))
                    .put("verb", Envelope.text(Envelope.message(spec, 2), 2));
        }
        var given = Envelope.message(spec, 1);
        var names = List.of("namespace", "verb", "group", "version", "resource", "subresource", "name");
        for (var i = 0; i < names.size(); i++) {
            node.put(names.get(i), Envelope.text(given, i + 1));
        }
        return node;
    }

    /** The name in a protobuf Namespace, as {@code kubectl create namespace} sends it. */
    static Optional<byte[]> namespaceAsJson(byte[] body) {
        return Envelope.open(body).map(raw -> {
            var object = Json.MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
            object.putObject("metadata").put("name", Envelope.text(Envelope.message(raw, 1), 1));
            return object.toString().getBytes(StandardCharsets.UTF_8);
        });
    }
}
