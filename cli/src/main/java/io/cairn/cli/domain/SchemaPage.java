package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a field means, told from an OpenAPI v3 document. Pure. */
public record SchemaPage(ApiObject document, ResourceType type) {

    private static final String PREFIX = "#/components/schemas/";
    private static final int MOST_DEPTH = 12;

    /** The page for a path below the kind; empty steps are the kind itself. */
    public List<String> page(List<String> steps, boolean recursive) {
        ApiObject schema = root();
        List<String> walked = new ArrayList<>();
        for (String step : steps) {
            ApiObject fields = fieldsOf(schema);
            walked.add(step);
            if (fields.at(step).isEmpty()) {
                throw Failure.of(ExitCode.NOT_FOUND, "there is no field " + String.join(".", walked) + " in "
                        + type.kind(), List.of(),
                        List.of("its parent has: " + String.join(", ", fields.fields().keySet())));
            }
            schema = resolve(fields.object(step));
        }
        List<String> out = new ArrayList<>();
        out.add("GROUP:      " + (type.group().isEmpty() ? "(core)" : type.group()));
        out.add("KIND:       " + type.kind());
        out.add("VERSION:    " + type.version());
        out.add("");
        if (!steps.isEmpty()) {
            out.add("FIELD: " + steps.getLast() + " <" + typeWord(schema) + ">");
            out.add("");
        }
        out.add("DESCRIPTION:");
        wrap(described(schema), out, "    ");
        limits(schema).forEach(line -> out.add("    " + line));
        if (!fieldsOf(schema).isEmpty()) {
            out.add("");
            out.add("FIELDS:");
            fields(schema, out, "  ", recursive, 0);
        }
        return out;
    }

    private ApiObject root() {
        for (Map.Entry<String, Object> entry : document.object("components", "schemas").fields().entrySet()) {
            ApiObject schema = ApiObject.of(entry.getValue());
            for (ApiObject gvk : schema.objects("x-kubernetes-group-version-kind")) {
                if (gvk.text("group").equals(type.group()) && gvk.text("version").equals(type.version())
                        && gvk.text("kind").equals(type.kind())) {
                    return schema;
                }
            }
        }
        throw Failure.refused("the server describes no " + type.kind() + " in its OpenAPI document");
    }

    private void fields(ApiObject schema, List<String> out, String indent, boolean recursive, int depth) {
        List<String> required = schema.list("required").stream().map(Object::toString).toList();
        ApiObject fields = fieldsOf(schema);
        List<String> owner = required.isEmpty()
                ? itemOf(schema).list("required").stream().map(Object::toString).toList()
                : required;
        for (String name : fields.fields().keySet()) {
            ApiObject field = resolve(fields.object(name));
            out.add(indent + name + " <" + typeWord(field) + ">" + (owner.contains(name) ? " -required-" : ""));
            if (recursive && depth < MOST_DEPTH) {
                fields(field, out, indent + "  ", true, depth + 1);
            }
            if (!recursive) {
                wrap(described(field), out, indent + "  ");
                limits(field).forEach(line -> out.add(indent + "  " + line));
                out.add("");
            }
        }
    }

    /** Fields of an object, or of the items of a list of objects. */
    private ApiObject fieldsOf(ApiObject schema) {
        ApiObject own = schema.object("properties");
        return own.isEmpty() ? itemOf(schema).object("properties") : own;
    }

    private ApiObject itemOf(ApiObject schema) {
        ApiObject items = schema.object("items");
        return resolve(items.isEmpty() ? schema.object("additionalProperties") : items);
    }

    /** Follows {@code $ref}, alone or in {@code allOf}, and keeps the description of the place. */
    private ApiObject resolve(ApiObject schema) {
        String ref = schema.text("$ref");
        if (ref.isEmpty() && !schema.objects("allOf").isEmpty()) {
            ref = schema.objects("allOf").getFirst().text("$ref");
        }
        if (!ref.startsWith(PREFIX)) {
            return schema;
        }
        ApiObject target = document.object("components", "schemas", ref.substring(PREFIX.length()));
        Optional<Object> here = schema.at("description");
        return here.isEmpty() ? target : target.with("description", here.get());
    }

    private String typeWord(ApiObject schema) {
        String word = schema.text("type");
        return switch (word) {
            case "array" -> "[]" + typeWord(resolve(schema.object("items")));
            case "object" -> schema.object("additionalProperties").isEmpty()
                    ? "Object"
                    : "map[string]" + typeWord(resolve(schema.object("additionalProperties")));
            case "" -> choices(schema);
            default -> word;
        };
    }

    /** A field without one type: an amount, for example, may be a number or a string. */
    private static String choices(ApiObject schema) {
        if (!schema.object("properties").isEmpty()) {
            return "Object";
        }
        if (Boolean.TRUE.equals(schema.at("x-kubernetes-int-or-string").orElse(false))) {
            return "integer or string";
        }
        List<ApiObject> options = new ArrayList<>(schema.objects("anyOf"));
        options.addAll(schema.objects("oneOf"));
        List<String> words = options.stream()
                .map(option -> option.text("type"))
                .filter(word -> !word.isEmpty())
                .toList();
        return words.isEmpty() ? "any" : String.join(" or ", words);
    }

    private static String described(ApiObject schema) {
        String text = schema.text("description");
        return text.isBlank() ? "<no description>" : text;
    }

    private static List<String> limits(ApiObject schema) {
        List<String> out = new ArrayList<>();
        if (!schema.list("enum").isEmpty()) {
            out.add("One of: " + String.join(", ", schema.list("enum").stream().map(Object::toString).toList()));
        }
        for (String word : List.of("default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
                "pattern", "format")) {
            schema.at(word)
                    .ifPresent(value -> out.add(Character.toUpperCase(word.charAt(0)) + word.substring(1)
                            + ": " + value));
        }
        return out;
    }

    private static void wrap(String text, List<String> out, String indent) {
        for (String paragraph : text.split("\n")) {
            StringBuilder line = new StringBuilder(indent);
            for (String word : paragraph.split(" ")) {
                if (line.length() + word.length() > 98 && line.length() > indent.length()) {
                    out.add(Safe.text(line.toString().stripTrailing()));
                    line = new StringBuilder(indent);
                }
                line.append(word).append(' ');
            }
            out.add(Safe.text(line.toString().stripTrailing()));
        }
    }
}
