package io.cairn.resource.domain;

/**
 * One thing wrong with one field, as in {@code details.causes} of a Kubernetes {@code Status}.
 *
 * @param reason {@code FieldValueRequired}, {@code FieldValueInvalid}, {@code FieldValueNotSupported},
 *     {@code FieldValueDuplicate}, {@code FieldValueForbidden}, {@code FieldManagerConflict}, ...
 * @param field path such as {@code spec.rootDisk.size} or {@code spec.networks[0].name}
 * @param message names the value and the way out
 */
public record Cause(String reason, String field, String message) {

    public static Cause required(String field, String message) {
        return new Cause("FieldValueRequired", field, "Required value: " + message);
    }

    public static Cause invalid(String field, Object value, String message) {
        return new Cause("FieldValueInvalid", field, "Invalid value: \"" + value + "\": " + message);
    }

    public static Cause unsupported(String field, Object value, String message) {
        return new Cause("FieldValueNotSupported", field, "Unsupported value: \"" + value + "\": " + message);
    }

    public static Cause forbidden(String field, String message) {
        return new Cause("FieldValueForbidden", field, "Forbidden: " + message);
    }
}
