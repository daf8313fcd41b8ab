package io.cairn.resource.adapter.http;

import io.cairn.resource.domain.Cause;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules for names, labels and annotations, as in the Kubernetes API conventions. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern LABEL_KEY = Pattern
            .compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final int MAX_LABELS = 64;
    private static final int MAX_ANNOTATION_BYTES = 256 << 10;
    private static final int MAX_FINALIZERS = 16;

    private Names() {}

    static void checkMetadata(ObjectNode metadata, List<Cause> causes) {
        labels(metadata.path("labels"), causes);
        annotations(metadata.path("annotations"), causes);
        var finalizers = metadata.path("finalizers");
        if (finalizers.size() > MAX_FINALIZERS) {
            causes.add(Cause.invalid("metadata.finalizers", finalizers.size(), "at most " + MAX_FINALIZERS));
        }
    }

    static void checkName(String name, List<Cause> causes) {
        if (!NAME.matcher(name).matches()) {
            causes.add(Cause.invalid("metadata.name", name, "a name consists of lower case letters, digits, '-' or "
                    + "'.', starts and ends with a letter or digit, and has at most 253 characters (such as 'web-1')"));
        }
    }

    private static void labels(JsonNode labels, List<Cause> causes) {
        if (!isMap(labels, "metadata.labels", causes)) {
            return;
        }
        if (labels.size() > MAX_LABELS) {
            causes.add(Cause.invalid("metadata.labels", labels.size(), "at most " + MAX_LABELS + " labels"));
        }
        for (var entry : labels.properties()) {
            if (!LABEL_KEY.matcher(entry.getKey()).matches()) {
                causes.add(Cause.invalid("metadata.labels", entry.getKey(),
                        "a label key is an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_', '.'"));
            }
            if (!entry.getValue().isString() || !LABEL_VALUE.matcher(entry.getValue().asString()).matches()) {
                causes.add(Cause.invalid("metadata.labels", entry.getValue().asString(""),
                        "a label value is at most 63 letters, digits, '-', '_' or '.', and begins and ends with a "
                                + "letter or digit; numbers need quotes"));
            }
        }
    }

    private static void annotations(JsonNode annotations, List<Cause> causes) {
        if (!isMap(annotations, "metadata.annotations", causes)) {
            return;
        }
        var size = 0L;
        for (var entry : annotations.properties()) {
            size += entry.getKey().length() + entry.getValue().asString("").length();
            if (!entry.getValue().isString()) {
                causes.add(Cause.invalid("metadata.annotations[" + entry.getKey() + "]", entry.getValue(),
                        "must be a string; numbers need quotes"));
            }
        }
        if (size > MAX_ANNOTATION_BYTES) {
            causes.add(new Cause("FieldValueTooLong", "metadata.annotations",
                    "Too long: may not be more than " + MAX_ANNOTATION_BYTES + " bytes"));
        }
    }

    private static boolean isMap(JsonNode node, String path, List<Cause> causes) {
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        if (!node.isObject()) {
            causes.add(Cause.invalid(path, node.toString(), "must be an object of strings"));
        }
        return node.isObject();
    }
}
