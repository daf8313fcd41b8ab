package io.cairn.gateway.domain.iam;

import java.util.Optional;

/**
 * How much there is of something somewhere, and how much there may be.
 *
 * @param scope where, for people: {@code namespace web}, {@code organisation acme}, {@code user/ann}
 */
public record IdentitySum(String scope, IdentityDimension dimension, long used, long limit) {
    private static final double NEARLY = 0.9;

    /** Why one more is too much; empty if it is not. */
    public Optional<String> refusal() {
        return used < limit ? Optional.empty()
                : Optional.of("exceeded quota: %s of %s: used %d, limit %d, asked 1. Delete those that are not needed, "
                        .formatted(dimension.word(), scope, used, limit) + "or ask an operator for a higher limit");
    }

    /** Said when one more is granted and little is left. */
    public Optional<String> nearly() {
        return used + 1 > limit * NEARLY
                ? Optional.of("quota nearly used up: %s of %s: used %d, limit %d".formatted(dimension.word(), scope,
                        used + 1, limit))
                : Optional.empty();
    }
}
