package io.cairn.resource.adapter.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads Accept headers as Kubernetes clients write them: parameters and order matter, and anything that can be
 * answered with JSON is.
 */
final class Negotiation {
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
        var first = squeeze(accept.split(",")[0]);
        return first.startsWith("application/yaml") || first.startsWith("application/x-yaml");
    }

    /** The version of aggregated discovery that is wanted: v2 before v2beta1, else the plain form. */
    static Optional<String> aggregated(String accept) {
        return Arrays.stream(accept.split(","))
                .map(Negotiation::squeeze)
                .filter(range -> range.contains(";g=apidiscovery.k8s.io")
                        && range.contains(";as=apigroupdiscoverylist"))
                .map(range -> range.contains(";v=v2beta1") ? "v2beta1" : "v2")
                .findFirst();
    }

    private static String squeeze(String range) {
        return range.replace(" ", "").toLowerCase(Locale.ROOT);
    }
}
