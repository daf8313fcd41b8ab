package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Subresource;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.0 document of one group and version, as kubectl, explain and SDK generators read it. */
final class OpenApi {
    private static final String META = OpenApiSchemas.META;

    private OpenApi() {}

    static ObjectNode document(GroupVersion version, List<KindCodec<?, ?, ?>> codecs) {
        var document = Json.MAPPER.createObjectNode().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Cairn " + version.apiVersion()).put("version", version.version());
        var paths = document.putObject("paths");
        var schemas = document.putObject("components").putObject("schemas");
        OpenApiMeta.add(schemas);
        for (var codec : codecs) {
            schema(schemas, codec);
            for (var subresource : codec.kind().subresources()) {
                if (subresource instanceof Subresource.View<?, ?, ?, ?> view) {
                    OpenApiViews.add(schemas, version, view);
                }
            }
            OpenApiPaths.add(paths, codec.kind());
        }
        return document;
    }

    static String schemaName(Kind<?, ?, ?> kind) {
        return schemaName(kind.groupVersion(), kind.kind());
    }

    static String schemaName(GroupVersion version, String kind) {
        var group = version.group().isEmpty() ? "core.cairn.io" : version.group();
        var parts = group.split("\\.");
        var reversed = new StringBuilder();
        for (var i = parts.length - 1; i >= 0; i--) {
            reversed.append(parts[i]).append('.');
        }
        return reversed + version.version() + "." + kind;
    }

    private static void schema(ObjectNode schemas, KindCodec<?, ?, ?> codec) {
        var kind = codec.kind();
        var object = OpenApiSchemas.type("object").put("description", kind.description());
        var properties = object.putObject("properties");
        properties.set("apiVersion", OpenApiSchemas.type("string")
                .put("description",
                        "Version of the schema of this object: " + kind.groupVersion().apiVersion()));
        properties.set("kind", OpenApiSchemas.type("string").put("description", "Kind of this object: " + kind.kind()));
        properties.set("metadata", OpenApiSchemas.reference(META + "ObjectMeta"));
        var spec = OpenApiSchemas.schema(codec.specSchema());
        if (kind.flat()) {
            spec.path("properties").properties().forEach(entry -> properties.set(entry.getKey(), entry.getValue()));
        } else {
            properties.set("spec", spec.put("description", "What is wanted"));
        }
        if (!codec.statusSchema().fields().isEmpty()) {
            properties.set("status",
                    OpenApiSchemas.schema(codec.statusSchema())
                            .put("description", kind.statusWritable()
                                    ? "What is"
                                    : "What is; computed, cannot be written"));
        }
        object.putArray("x-kubernetes-group-version-kind").add(gvk(kind));
        schemas.set(schemaName(kind), object);
        var list = OpenApiSchemas.type("object").put("description", "A list of " + kind.kind());
        var listed = list.putObject("properties");
        listed.set("items", OpenApiSchemas.type("array").set("items", OpenApiSchemas.reference(schemaName(kind))));
        listed.set("apiVersion", OpenApiSchemas.type("string"));
        listed.set("kind", OpenApiSchemas.type("string"));
        listed.set("metadata", OpenApiSchemas.reference(META + "ListMeta"));
        list.putArray("x-kubernetes-group-version-kind").add(gvk(kind).put("kind", kind.kind() + "List"));
        schemas.set(schemaName(kind) + "List", list);
    }

    static ObjectNode gvk(Kind<?, ?, ?> kind) {
        return Json.MAPPER.createObjectNode()
                .put("group", kind.groupVersion().group())
                .put("version", kind.groupVersion().version())
                .put("kind", kind.kind());
    }
}
