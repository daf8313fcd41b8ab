package io.cairn.resource.adapter.http;

import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Subresource;
import io.cairn.resource.domain.schema.SchemaReader;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of what is looked up of objects. */
final class OpenApiViews {
    private OpenApiViews() {}

    static void add(ObjectNode schemas, GroupVersion version, Subresource.View<?, ?, ?, ?> view) {
        var name = OpenApi.schemaName(version, view.kind());
        var object = OpenApiSchemas.schema(SchemaReader.read(view.answer())).put("description", view.description());
        var properties = (ObjectNode) object.path("properties");
        head(properties, "ObjectMeta");
        schemas.set(name, object);
        var list = OpenApiSchemas.type("object").put("description", "A list of " + view.kind());
        var listed = list.putObject("properties");
        head(listed, "ListMeta");
        listed.set("items", OpenApiSchemas.type("array").set("items", OpenApiSchemas.reference(name)));
        schemas.set(name + "List", list);
    }

    private static void head(ObjectNode properties, String metadata) {
        properties.set("apiVersion", OpenApiSchemas.type("string"));
        properties.set("kind", OpenApiSchemas.type("string"));
        properties.set("metadata", OpenApiSchemas.reference(OpenApiSchemas.META + metadata));
    }
}
