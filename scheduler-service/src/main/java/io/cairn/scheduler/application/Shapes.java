package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;

/** What is kept of a request with its claim: enough to know what the machine means for others. */
public interface Shapes {
    /** Empty for a machine that asks for nothing but an amount. */
    String text(Request request);

    /** The request of a claim, its amount and owner excepted. */
    Request read(String text);

    /** The whole request of a claim. */
    default Request request(Claim claim) {
        var kept = claim.shape().isEmpty() ? Request.of(claim.amount().resources()) : read(claim.shape());
        return kept.with(claim.amount().resources()).with(owner(claim.title()));
    }

    private static Owner owner(String title) {
        var parts = title.split("/", 3);
        return parts.length == 3 ? new Owner(parts[0], parts[1]) : Owner.NOBODY;
    }
}
