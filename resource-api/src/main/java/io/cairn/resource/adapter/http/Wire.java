package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Resource;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** Objects as clients see them. Facts are never shown. */
public final class Wire {
    private Wire() {}

    public static <S extends Record, F extends Record, T extends Record> ObjectNode object(KindCodec<S, F, T> codec,
            Resource<S, F, T> resource) {
        var kind = codec.kind();
        var node = head(kind);
        node.set("metadata", metadata(resource.metadata()));
        var spec = codec.tree(resource.spec());
        if (kind.flat()) {
            spec.properties().forEach(entry -> node.set(entry.getKey(), entry.getValue()));
        } else {
            node.set("spec", spec);
        }
        var status = codec.tree(resource.status());
        if (!status.isEmpty()) {
            node.set("status", status);
        }
        return node;
    }

    static ObjectNode head(Kind<?, ?, ?> kind) {
        return Json.MAPPER.createObjectNode()
                .put("apiVersion", kind.groupVersion().apiVersion())
                .put("kind", kind.kind());
    }

    static ObjectNode metadata(Metadata metadata) {
        var node = Json.MAPPER.createObjectNode().put("name", metadata.name());
        if (!metadata.namespace().isEmpty()) {
            node.put("namespace", metadata.namespace());
        }
        node.put("uid", metadata.uid())
                .put("resourceVersion", Long.toString(metadata.resourceVersion()))
                .put("generation", metadata.generation())
                .put("creationTimestamp", metadata.creationTimestamp().truncatedTo(ChronoUnit.SECONDS).toString());
        metadata.deletionTimestamp()
                .ifPresent(at -> node
                        .put("deletionTimestamp", at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("deletionGracePeriodSeconds", 0));
        if (!metadata.labels().isEmpty()) {
            node.set("labels", Json.MAPPER.valueToTree(new java.util.TreeMap<>(metadata.labels())));
        }
        if (!metadata.annotations().isEmpty()) {
            node.set("annotations", Json.MAPPER.valueToTree(new java.util.TreeMap<>(metadata.annotations())));
        }
        if (!metadata.finalizers().isEmpty()) {
            node.set("finalizers", Json.MAPPER.valueToTree(metadata.finalizers()));
        }
        if (!metadata.ownerReferences().isEmpty()) {
            node.set("ownerReferences", Json.MAPPER.valueToTree(metadata.ownerReferences()));
        }
        if (metadata.managedFields().length() > 2) {
            node.set("managedFields", Json.MAPPER.readTree(metadata.managedFields()));
        }
        return node;
    }
}
