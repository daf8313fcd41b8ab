package io.cairn.vm.domain;

import java.util.Optional;

/**
 * What the objects of a scope take of one dimension, and what they may take.
 *
 * @param namespace empty for the sum over an organisation
 * @param hard the limit; empty if there is none
 */
public record QuotaSum(String organisation, String namespace, Dimension dimension, long used, Optional<Long> hard) {
    private static final double NEARLY = 0.9;

    /** Whose sum it is, for people. */
    public String scope() {
        return namespace.isEmpty() ? "organisation " + organisation : "namespace " + namespace;
    }

    /** Why so much more is too much; empty if it is not. Less than before is never too much. */
    public Optional<String> refusal(long more) {
        return hard.filter(limit -> more > 0 && used + more > limit)
                .map(limit -> "exceeded quota: %s of %s: used %s, limit %s, asked %s. %s".formatted(dimension.word(),
                        scope(), dimension.text(used), dimension.text(limit), dimension.text(more),
                        dimension.wayOut()));
    }

    /** Said when so much more is granted and little is left. */
    public Optional<String> nearly(long more) {
        return hard.filter(limit -> more > 0 && used + more > limit * NEARLY)
                .map(limit -> "quota nearly used up: %s of %s: used %s, limit %s".formatted(dimension.word(), scope(),
                        dimension.text(used + more), dimension.text(limit)));
    }
}
