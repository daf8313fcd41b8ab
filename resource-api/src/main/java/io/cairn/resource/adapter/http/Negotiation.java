package io.cairn.resource.adapter.http;

import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads Accept headers as Kubernetes clients write them: parameters and order matter, and anything that can be
 * answered with JSON is.
 */
public final class Negotiation {
    private static final List<String> SERVED = List.of("application/json", "application/yaml", "application/x-yaml",
            "text/yaml", "application/*", "*/*", "*");

    private Negotiation() {}

    /** True if a Table is wanted before a plain object. */
    static boolean table(String accept) {
        return Arrays.stream(accept.split(","))
                .map(Negotiation::squeeze)
                .filter(range -> range.startsWith("application/json"))
                .findFirst()
                .filter(range -> range.contains(";as=table") && range.contains(";g=meta.k8s.io"))
                .isPresent();
    }

    static boolean yaml(String accept) {
        var first = squeeze(accept.split(",", 2)[0]);
        return first.startsWith("application/yaml") || first.startsWith("application/x-yaml");
    }

    /** The version of aggregated discovery that is wanted: v2 before v2beta1, else the plain form. */
    public static Optional<String> aggregated(String accept) {
        return Arrays.stream(accept.split(","))
                .map(Negotiation::squeeze)
                .filter(range -> range.contains(";g=apidiscovery.k8s.io")
                        && range.contains(";as=apigroupdiscoverylist"))
                .map(range -> range.contains(";v=v2beta1") ? "v2beta1" : "v2")
                .findFirst();
    }

    /** Refuses if nothing that the caller accepts can be served: JSON, YAML and Tables are. */
    public static void check(String accept) {
        if (!accept.isBlank() && Arrays.stream(accept.split(","))
                .map(Negotiation::squeeze)
                .noneMatch(
                        range -> SERVED.stream().anyMatch(range::startsWith))) {
            throw new Refusal(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: application/json, "
                    + "application/yaml; the request accepts " + accept.substring(0, Math.min(accept.length(), 200)));
        }
    }

    private static String squeeze(String range) {
        return range.replace(" ", "").toLowerCase(Locale.ROOT);
    }
}
