package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Storable;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL, and of nothing else: a form in the body is no parameter.
 *
 * @param values by name, in the order in which they came
 */
public record Query(Map<String, List<String>> values) {
    public static final Query NONE = new Query(Map.of());
    private static final int MAX_PARAMETERS = 64;

    /** Refuses with BAD_REQUEST what cannot be decoded. */
    public static Query parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        var parts = text.split("&", MAX_PARAMETERS + 1);
        if (parts.length > MAX_PARAMETERS) {
            throw new Refusal(Reason.BAD_REQUEST, "The query has more than %d parameters".formatted(MAX_PARAMETERS));
        }
        var values = new LinkedHashMap<String, List<String>>();
        for (var part : parts) {
            var equals = part.indexOf('=');
            var name = decoded(equals < 0 ? part : part.substring(0, equals));
            values.computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
        }
        return new Query(values);
    }

    private static String decoded(String text) {
        try {
            var plain = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (!Storable.is(plain)) {
                throw new Refusal(Reason.BAD_REQUEST, "The query holds a character that no name has: U+0000");
            }
            return plain;
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(Reason.BAD_REQUEST,
                    "The query is not well-formed near \"%s\": a %% is followed by two hexadecimal digits, and %%25 "
                            .formatted(text.substring(0, Math.min(text.length(), 40))) + "is the sign itself");
        }
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value, if there is one that is not empty. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst().filter(value -> !value.isEmpty());
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** As Kubernetes reads truth: a parameter that is there is true unless it says false or 0. */
    public boolean flag(String name) {
        return all(name).stream()
                .findFirst()
                .map(value -> value.toLowerCase(Locale.ROOT))
                .filter(value -> !value.equals("false") && !value.equals("0"))
                .isPresent();
    }

    /** The first value of each. */
    Map<String, String> firsts() {
        var firsts = new LinkedHashMap<String, String>();
        values.forEach((name, all) -> firsts.put(name, all.getFirst()));
        return firsts;
    }
}
