package io.cairn.resource.domain.schema;

import java.util.List;
import java.util.Optional;

/** The shape of a value. Bounds are inclusive. */
public sealed interface Schema {

    /** A JSON object with known fields; any other field is refused. */
    record Fields(List<Field> fields, String description) implements Schema {
        public Optional<Field> field(String name) {
            return fields.stream().filter(field -> field.name().equals(name)).findFirst();
        }
    }

    /**
     * @param defaults JSON text of the default; empty if there is none
     */
    record Field(String name, Schema schema, boolean required, String description, Optional<String> defaults,
            boolean immutable) {}

    /**
     * @param values the only values allowed; empty means any
     * @param meaning what the pattern means, for error messages
     */
    record Text(int maxLength, String pattern, String meaning, List<String> values) implements Schema {}

    record Whole(long min, long max) implements Schema {}

    record Truth() implements Schema {}

    /** An amount: a string such as 4Gi or a whole number of bytes. Bounds in bytes. */
    record Amount(long min, long max) implements Schema {}

    /** RFC 3339. */
    record Time() implements Schema {}

    record Items(Schema item, int max) implements Schema {}

    /** A map with text keys. */
    record Entries(Schema value, int max, String keyPattern) implements Schema {}
}
