package io.cairn.resource.adapter.json;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.schema.Schema;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Holds a document against its schema.
 *
 * @param unknown what to say of each field that the schema does not know, such as {@code unknown field "spec.cpu"}
 * @param causes what is wrong with the fields that it knows
 */
public record SchemaCheck(List<String> unknown, List<Cause> causes) {
    private static final int MAX_FINDINGS = 50;

    public static SchemaCheck check(Schema.Fields schema, JsonNode document, String path) {
        var check = new SchemaCheck(new ArrayList<>(), new ArrayList<>());
        check.value(schema, document, path);
        return check;
    }

    private void value(Schema schema, JsonNode value, String path) {
        if (causes.size() + unknown.size() >= MAX_FINDINGS) {
            return;
        }
        switch (schema) {
            case Schema.Fields fields -> fields(fields, value, path);
            case Schema.Text text -> text(text, value, path);
            case Schema.Whole whole -> whole(whole, value, path);
            case Schema.Truth _ -> expect(value.isBoolean(), value, path, "must be true or false");
            case Schema.Amount amount -> amount(amount, value, path);
            case Schema.Time _ -> expect(isTime(value), value, path,
                    "must be a time in RFC 3339, such as 2026-01-31T12:00:00Z");
            case Schema.Items items -> items(items, value, path);
            case Schema.Entries entries -> entries(entries, value, path);
        }
    }

    private void fields(Schema.Fields schema, JsonNode value, String path) {
        if (!expect(value.isObject(), value, path, "must be an object")) {
            return;
        }
        for (var entry : value.properties()) {
            var field = schema.field(entry.getKey());
            if (field.isEmpty()) {
                unknown.add(unknown(schema, join(path, entry.getKey()), entry.getKey()));
            } else if (!entry.getValue().isNull()) {
                value(field.get().schema(), entry.getValue(), join(path, entry.getKey()));
            }
        }
        for (var field : schema.fields()) {
            var given = value.get(field.name());
            if (field.required() && (given == null || given.isNull())) {
                causes.add(Cause.required(join(path, field.name()), field.description()));
            }
        }
    }

    private static String unknown(Schema.Fields schema, String path, String name) {
        var nearest = Spelling.nearest(name, schema.fields().stream().map(Schema.Field::name).toList());
        return "unknown field \"%s\"%s".formatted(path, nearest.map(word -> " (did you mean \"" + word + "\"?)")
                .orElseGet(() -> schema.fields().isEmpty()
                        ? ""
                        : " (known here: " + schema.fields()
                                .stream()
                                .map(Schema.Field::name)
                                .collect(Collectors.joining(", ")) + ")"));
    }

    private void text(Schema.Text schema, JsonNode value, String path) {
        if (!expect(value.isString(), value, path, "must be a string")) {
            return;
        }
        var text = value.asString();
        if (!schema.values().isEmpty() && !schema.values().contains(text)) {
            causes.add(Cause.unsupported(path, text, "supported values: " + schema.values()
                    .stream()
                    .map(word -> "\"" + word + "\"")
                    .collect(Collectors.joining(", "))));
        } else if (text.length() > schema.maxLength()) {
            causes.add(new Cause("FieldValueTooLong", path, "Too long: %d characters, may not be longer than %d"
                    .formatted(text.length(), schema.maxLength())));
        } else if (!schema.pattern().isEmpty() && !text.matches(schema.pattern())) {
            causes.add(Cause.invalid(path, shorten(text),
                    "must be " + (schema.meaning().isEmpty() ? "of the form " + schema.pattern() : schema.meaning())));
        }
    }

    private void whole(Schema.Whole schema, JsonNode value, String path) {
        if (!expect(value.isIntegralNumber() && value.canConvertToLong(), value, path, "must be a whole number")) {
            return;
        }
        expect(value.longValue() >= schema.min() && value.longValue() <= schema.max(), value, path,
                range(Long.toString(schema.min()), Long.toString(schema.max()), schema.min(), schema.max()));
    }

    private void amount(Schema.Amount schema, JsonNode value, String path) {
        var text = value.isString() || value.isIntegralNumber() ? value.asString() : "";
        var quantity = Quantity.parse(text);
        if (quantity.isEmpty()) {
            causes.add(Cause.invalid(path, shorten(value.isString() ? value.asString() : value.toString()),
                    "must be an amount such as 512Mi, 4Gi or 10G (units k M G T P, Ki Mi Gi Ti Pi), not negative"));
            return;
        }
        var bytes = quantity.get().bytes();
        expect(bytes >= schema.min() && bytes <= schema.max(), value, path, range(words(schema.min()),
                words(schema.max()), schema.min(), schema.max()));
    }

    private static String words(long bytes) {
        return bytes >= 1 << 20 ? Quantity.ofMebibytes(bytes >> 20).text() : Long.toString(bytes);
    }

    private static String range(String min, String max, long low, long high) {
        if (high == Long.MAX_VALUE || high == Integer.MAX_VALUE) {
            return "must be at least " + min;
        }
        return low == Long.MIN_VALUE || low == Integer.MIN_VALUE
                ? "must be at most " + max
                : "must be from %s to %s".formatted(min, max);
    }

    private void items(Schema.Items schema, JsonNode value, String path) {
        if (!expect(value.isArray(), value, path, "must be a list")) {
            return;
        }
        if (value.size() > schema.max()) {
            causes.add(new Cause("FieldValueTooMany", path, "Too many: %d: must have at most %d items"
                    .formatted(value.size(), schema.max())));
            return;
        }
        for (var i = 0; i < value.size(); i++) {
            value(schema.item(), value.get(i), path + "[" + i + "]");
        }
    }

    private void entries(Schema.Entries schema, JsonNode value, String path) {
        if (!expect(value.isObject(), value, path, "must be an object")) {
            return;
        }
        if (value.size() > schema.max()) {
            causes.add(new Cause("FieldValueTooMany", path, "Too many: %d: must have at most %d entries"
                    .formatted(value.size(), schema.max())));
            return;
        }
        value.properties().forEach(entry -> value(schema.value(), entry.getValue(), path + "[" + entry.getKey() + "]"));
    }

    private boolean expect(boolean holds, JsonNode value, String path, String meaning) {
        if (!holds) {
            causes.add(Cause.invalid(path, shorten(value.isString() ? value.asString() : value.toString()), meaning));
        }
        return holds;
    }

    private static boolean isTime(JsonNode value) {
        try {
            OffsetDateTime.parse(value.asString(""));
            return value.isString();
        } catch (DateTimeException notATime) {
            return false;
        }
    }

    private static String shorten(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "..." : text;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
