package io.cairn.resource.domain.schema;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Quantity;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the schema of a record from its components and their {@link Doc} and {@link Limits}. */
public final class SchemaReader {
    private static final int MAX_DEPTH = 16;
    private static final int TEXT_LIMIT = 253;
    private static final int ITEM_LIMIT = 64;

    private SchemaReader() {}

    /** Throws {@link IllegalArgumentException} for a component of a type that has no schema: a bug in the kind. */
    public static Schema.Fields read(Class<? extends Record> type) {
        return fields(type, 0);
    }

    private static Schema.Fields fields(Class<?> type, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("Records nest deeper than " + MAX_DEPTH + " at " + type);
        }
        var doc = type.getAnnotation(Doc.class);
        var fields = Arrays.stream(type.getRecordComponents()).map(component -> field(component, depth)).toList();
        return new Schema.Fields(fields, doc == null ? "" : doc.value());
    }

    private static Schema.Field field(RecordComponent component, int depth) {
        var limits = component.getAnnotation(Limits.class);
        var doc = component.getAnnotation(Doc.class);
        var type = component.getType();
        var absentAllowed = type == Optional.class || List.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type);
        Optional<String> defaults = limits == null || limits.defaults().isEmpty()
                ? Optional.empty()
                : Optional.of(limits.defaults());
        return new Schema.Field(fieldName(component.getName()), schema(component.getGenericType(), limits, depth),
                !absentAllowed && defaults.isEmpty(), doc == null ? "" : doc.value(), defaults,
                limits != null && limits.immutable());
    }

    private static Schema schema(Type generic, @Nullable Limits limits, int depth) {
        if (generic instanceof ParameterizedType parameterized) {
            var arguments = parameterized.getActualTypeArguments();
            var raw = parameterized.getRawType();
            var items = limits == null ? ITEM_LIMIT : limits.maxItems();
            if (raw == Optional.class) {
                return schema(arguments[0], limits, depth);
            }
            if (raw == List.class) {
                return new Schema.Items(schema(arguments[0], limits, depth), items);
            }
            if (raw == Map.class) {
                return new Schema.Entries(schema(arguments[1], limits, depth), items, "");
            }
        }
        if (generic instanceof Class<?> type) {
            return plain(type, limits, depth);
        }
        throw new IllegalArgumentException("No schema for " + generic);
    }

    private static Schema plain(Class<?> type, @Nullable Limits limits, int depth) {
        var min = limits == null ? Long.MIN_VALUE : limits.min();
        var max = limits == null ? Long.MAX_VALUE : limits.max();
        if (type == String.class) {
            return limits == null
                    ? new Schema.Text(TEXT_LIMIT, "", "", List.of())
                    : new Schema.Text(limits.maxLength(), limits.pattern(), limits.patternMeaning(), List.of());
        }
        if (type == int.class || type == Integer.class) {
            return new Schema.Whole(Math.max(min, Integer.MIN_VALUE), Math.min(max, Integer.MAX_VALUE));
        }
        if (type == long.class || type == Long.class) {
            return new Schema.Whole(min, max);
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Schema.Truth();
        }
        if (type == Quantity.class) {
            return new Schema.Amount(Math.max(min, 0), max);
        }
        if (type == Instant.class) {
            return new Schema.Time();
        }
        if (type.isEnum()) {
            return new Schema.Text(TEXT_LIMIT, "", "",
                    Arrays.stream(type.getEnumConstants()).map(value -> word(((Enum<?>) value).name())).toList());
        }
        if (type.isRecord()) {
            return fields(type, depth + 1);
        }
        throw new IllegalArgumentException("No schema for " + type);
    }

    /** The name of a component as it is in documents: what Java keeps for itself, {@code class_}, loses its underscore. */
    public static String fieldName(String component) {
        return component.endsWith("_") ? component.substring(0, component.length() - 1) : component;
    }

    /** {@code RERUN_ON_FAILURE} becomes {@code RerunOnFailure}. */
    public static String word(String constant) {
        var word = new StringBuilder();
        for (var part : constant.split("_")) {
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
