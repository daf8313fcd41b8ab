package io.cairn.resource.application;

import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;

/** What a service asks of every new object, whatever its kind, in the transaction that makes it; also in a dry run. */
@FunctionalInterface
public interface Admittance {
    /** Asks nothing. */
    Admittance OPEN = (_, _, _) -> {};

    /** Throws {@link io.cairn.resource.domain.Refusal}. */
    void admit(Kind<?, ?, ?> kind, ObjectKey key, Record spec);
}
