package io.cairn.cli.adapter.text;

import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Nothing;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/** JSON text to trees and back, without data binding: that would cost more start-up time than all the rest. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            Object tree = value(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                throw Failure.usage("there is more text after the JSON document");
            }
            return tree;
        } catch (JacksonException broken) {
            throw Failure.usage("this is not JSON: " + broken.getOriginalMessage() + where(broken));
        }
    }

    /** A document that is too deep or too long has no place. */
    private static String where(JacksonException broken) {
        return broken.getLocation() instanceof TokenStreamLocation place ? " (line " + place.getLineNr() + ")" : "";
    }

    /** Depth is bounded by the parser (500). */
    private static Object value(JsonParser parser, @org.jspecify.annotations.Nullable JsonToken token) {
        return switch (token) {
            case null -> throw Failure.usage("this is not JSON: it is empty");
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Nothing.NOTHING;
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_STRING -> parser.getString();
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw Failure.usage("this is not JSON: unexpected " + token);
        };
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            fields.put(name, value(parser, parser.nextToken()));
        }
        return fields;
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return items;
    }

    static String write(Object tree, boolean pretty) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(pretty ? new Pretty() : ObjectWriteContext.empty(),
                out)) {
            write(generator, tree);
        }
        return out.toString();
    }

    private static void write(JsonGenerator out, Object tree) {
        switch (tree) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((key, value) -> {
                    out.writeName(String.valueOf(key));
                    write(out, value);
                });
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                list.forEach(item -> write(out, item));
                out.writeEndArray();
            }
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case BigInteger number -> out.writeNumber(number);
            case BigDecimal number -> out.writeNumber(number);
            case Number number -> out.writeNumber(number.doubleValue());
            case Nothing _ -> out.writeNull();
            default -> out.writeString(tree.toString());
        }
    }

    /** Four blanks, as kubectl indents. */
    private static final class Pretty extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance()
                            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""));
            printer.indentObjectsWith(indenter);
            printer.indentArraysWith(indenter);
            return printer;
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
