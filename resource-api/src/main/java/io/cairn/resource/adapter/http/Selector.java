package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A label selector and a field selector.
 *
 * @param labels each requirement must hold
 * @param fields path of a field to the value it must (or must not) have
 */
record Selector(List<Requirement> labels, List<FieldRequirement> fields) {
    private static final Pattern SET = Pattern.compile("\\s*([^\\s!=,()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern EQUAL = Pattern.compile("\\s*([^\\s!=,()]+)\\s*(==|=|!=)\\s*([^\\s!=,()]*)\\s*");
    private static final Pattern EXISTS = Pattern.compile("\\s*(!?)\\s*([^\\s!=,()]+)\\s*");
    private static final int MAX_REQUIREMENTS = 32;

    /** What one label must be. */
    record Requirement(String key, Set<String> values, boolean negated, boolean existence) {
        boolean holds(Map<String, String> labels) {
            var value = labels.get(key);
            if (existence) {
                return negated == (value == null);
            }
            return negated ? value == null || !values.contains(value) : value != null && values.contains(value);
        }
    }

    record FieldRequirement(String path, String value, boolean negated) {}

    static Selector of(Exchange exchange, KindCodec<?, ?, ?> codec) {
        return new Selector(labels(exchange.parameter("labelSelector").orElse("")),
                fields(exchange.parameter("fieldSelector").orElse(""), codec));
    }

    private static List<Requirement> labels(String text) {
        var requirements = new ArrayList<Requirement>();
        for (var part : split(text)) {
            requirements.add(requirement(part, text));
        }
        if (requirements.size() > MAX_REQUIREMENTS) {
            throw bad("labelSelector", text, "has more than " + MAX_REQUIREMENTS + " requirements");
        }
        return List.copyOf(requirements);
    }

    private static List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.split(",(?![^()]*\\))"));
    }

    private static Requirement requirement(String part, String text) {
        var set = SET.matcher(part);
        if (set.matches()) {
            var values = Set.copyOf(List.of(set.group(3).replace(" ", "").split(",")));
            return new Requirement(set.group(1), values, set.group(2).equals("notin"), false);
        }
        var equal = EQUAL.matcher(part);
        if (equal.matches()) {
            return new Requirement(equal.group(1), Set.of(equal.group(3)), equal.group(2).equals("!="), false);
        }
        var exists = EXISTS.matcher(part);
        if (exists.matches()) {
            return new Requirement(exists.group(2), Set.of(), !exists.group(1).isEmpty(), true);
        }
        throw bad("labelSelector", text, "could not be parsed near \"%s\"; use key=value, key!=value, "
                .formatted(part.strip()) + "key in (a,b), key notin (a,b), key or !key");
    }

    private static List<FieldRequirement> fields(String text, KindCodec<?, ?, ?> codec) {
        var requirements = new ArrayList<FieldRequirement>();
        for (var part : split(text)) {
            var equal = EQUAL.matcher(part);
            if (!equal.matches()) {
                throw bad("fieldSelector", text, "could not be parsed near \"%s\"; use field=value or field!=value"
                        .formatted(part.strip()));
            }
            if (!known(equal.group(1), codec)) {
                throw bad("fieldSelector", text, "field label not supported: " + equal.group(1));
            }
            requirements.add(new FieldRequirement(equal.group(1), equal.group(3), equal.group(2).equals("!=")));
        }
        return List.copyOf(requirements);
    }

    private static boolean known(String path, KindCodec<?, ?, ?> codec) {
        if (path.equals("metadata.name") || path.equals("metadata.namespace")) {
            return true;
        }
        Kind<?, ?, ?> kind = codec.kind();
        if (kind.flat()) {
            return scalar(codec.specSchema(), path);
        }
        return path.startsWith("spec.") && scalar(codec.specSchema(), path.substring(5))
                || path.startsWith("status.") && scalar(codec.statusSchema(), path.substring(7));
    }

    private static boolean scalar(Schema.Fields schema, String path) {
        var dot = path.indexOf('.');
        var field = schema.field(dot < 0 ? path : path.substring(0, dot));
        if (field.isEmpty()) {
            return false;
        }
        return switch (field.get().schema()) {
            case Schema.Fields fields -> dot >= 0 && scalar(fields, path.substring(dot + 1));
            case Schema.Text _,Schema.Whole _,Schema.Truth _ -> dot < 0;
            case Schema.Amount _,Schema.Time _,Schema.Items _,Schema.Entries _ -> false;
        };
    }

    private static Refusal bad(String parameter, String text, String why) {
        return new Refusal(Reason.BAD_REQUEST, "Unable to parse %s \"%s\": %s".formatted(parameter, text, why),
                List.of(Cause.invalid(parameter, text, why)));
    }

    boolean labelsHold(Map<String, String> given) {
        return labels.stream().allMatch(requirement -> requirement.holds(given));
    }

    boolean fieldsHold(JsonNode object) {
        return fields.stream().allMatch(requirement -> {
            JsonNode node = object;
            for (var step : requirement.path().split("\\.")) {
                node = node.path(step);
            }
            return requirement.negated() != node.asString("").equals(requirement.value());
        });
    }

    boolean everything() {
        return labels.isEmpty() && fields.isEmpty();
    }

    /** Labels that must have exactly one value: what the database can look for. */
    Map<String, String> exactLabels() {
        var exact = new HashMap<String, String>();
        labels.stream()
                .filter(r -> !r.negated() && !r.existence() && r.values().size() == 1)
                .forEach(r -> exact.put(r.key(), r.values().iterator().next()));
        return exact;
    }

    Optional<String> exactField(String path) {
        return fields.stream()
                .filter(r -> r.path().equals(path) && !r.negated())
                .map(FieldRequirement::value)
                .findFirst();
    }
}
