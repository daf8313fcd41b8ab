package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects as rows of {@code meta.k8s.io/v1 Table}, which is what {@code kubectl get} prints. */
final class Tables {
    private Tables() {}

    static <S extends Record, F extends Record, T extends Record> ObjectNode table(KindCodec<S, F, T> codec,
            List<Resource<S, F, T>> resources, String include, Instant now) {
        var table = empty();
        table.set("columnDefinitions", columns(codec));
        var rows = table.putArray("rows");
        resources.forEach(resource -> rows.add(row(codec, resource, include, now)));
        return table;
    }

    static ObjectNode empty() {
        var table = Json.MAPPER.createObjectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata");
        return table;
    }

    /** What goes into a row's object: None, Metadata or Object. */
    static String include(Exchange exchange) {
        var include = exchange.parameter("includeObject").orElse("Metadata");
        if (!List.of("None", "Metadata", "Object").contains(include)) {
            throw new Refusal(Reason.BAD_REQUEST,
                    "Invalid includeObject: \"%s\": supported values: None, Metadata, Object".formatted(include));
        }
        return include;
    }

    static ArrayNode columns(KindCodec<?, ?, ?> codec) {
        var columns = Json.MAPPER.createArrayNode();
        columns.add(column("Name", "string", "name", "Name of the object", 0));
        codec.kind()
                .columns()
                .forEach(column -> columns.add(column(column.name(), column.type(), "",
                        column.description(), column.wide() ? 1 : 0)));
        columns.add(column("Age", "string", "", "Time since the object was created", 0));
        return columns;
    }

    private static ObjectNode column(String name, String type, String format, String description, int priority) {
        return Json.MAPPER.createObjectNode()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority);
    }

    static <S extends Record, F extends Record, T extends Record> ObjectNode row(KindCodec<S, F, T> codec,
            Resource<S, F, T> resource, String include, Instant now) {
        var row = Json.MAPPER.createObjectNode();
        var cells = row.putArray("cells").add(resource.metadata().name());
        for (var column : codec.kind().columns()) {
            var text = column.cell().apply(resource);
            if (column.type().equals("integer") && text.matches("-?[0-9]{1,18}")) {
                cells.add(Long.parseLong(text));
            } else {
                cells.add(text.isEmpty() ? "<none>" : text);
            }
        }
        cells.add(age(Duration.between(resource.metadata().creationTimestamp(), now)));
        switch (include) {
            case "None" -> {
            }
            case "Object" -> row.set("object", Wire.object(codec, resource));
            default -> {
                var partial = Json.MAPPER.createObjectNode()
                        .put("kind", "PartialObjectMetadata")
                        .put("apiVersion", "meta.k8s.io/v1");
                partial.set("metadata", Wire.metadata(resource.metadata()));
                row.set("object", partial);
            }
        }
        return row;
    }

    /** As kubectl writes ages: {@code 45s}, {@code 5m}, {@code 3h20m}, {@code 2d4h}, {@code 90d}. */
    static String age(Duration age) {
        var seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        var minutes = seconds / 60;
        if (minutes < 10) {
            return minutes + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        var hours = minutes / 60;
        if (hours < 8) {
            return hours + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        var days = hours / 24;
        return days < 8 && hours % 24 != 0 ? days + "d" + hours % 24 + "h" : days + "d";
    }
}
