package io.cairn.resource.adapter.json;

import io.cairn.resource.application.StoredObject;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.schema.Schema;
import io.cairn.resource.domain.schema.SchemaReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns the stored JSON of one kind into its records and back. */
public final class KindCodec<S extends Record, F extends Record, T extends Record> {
    private final Kind<S, F, T> kind;
    private final Schema.Fields spec;
    private final Schema.Fields facts;
    private final Schema.Fields status;

    public KindCodec(Kind<S, F, T> kind) {
        this.kind = kind;
        this.spec = SchemaReader.read(kind.spec());
        this.facts = SchemaReader.read(kind.facts());
        this.status = SchemaReader.read(kind.status());
    }

    public Kind<S, F, T> kind() {
        return kind;
    }

    public Schema.Fields specSchema() {
        return spec;
    }

    public Schema.Fields statusSchema() {
        return status;
    }

    public Resource<S, F, T> resource(StoredObject stored) {
        return new Resource<>(stored.metadata(), spec(read(stored.spec())), facts(read(stored.facts())),
                status(read(stored.status())));
    }

    public StoredObject stored(Resource<S, F, T> resource) {
        return new StoredObject(kind.id(), resource.metadata(), write(resource.spec()), write(resource.facts()),
                write(resource.status()));
    }

    /** The document must have passed {@link SchemaCheck}. */
    public S spec(JsonNode document) {
        return Json.MAPPER.treeToValue(Completion.complete(spec, document), kind.spec());
    }

    private F facts(JsonNode document) {
        return Json.MAPPER.treeToValue(Completion.complete(facts, document), kind.facts());
    }

    public T status(JsonNode document) {
        return Json.MAPPER.treeToValue(Completion.complete(status, document), kind.status());
    }

    public String write(Record value) {
        return Json.MAPPER.writeValueAsString(Completion.trim(tree(value)));
    }

    public JsonNode tree(Record value) {
        return Completion.trim(Json.MAPPER.valueToTree(value));
    }

    public static ObjectNode read(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }
}
