package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.domain.Charge;
import java.util.Map;

/** The account of what machines take. Every method joins the transaction that is open. */
public interface Quotas {
    /**
     * Books what a machine takes instead of what it took before. Throws {@link io.cairn.resource.domain.Refusal} if a limit
     * of its namespace or organisation forbids the difference.
     */
    void charge(ObjectKey machine, Charge charge);

    /** As {@link #charge}, for a machine that exists already, whatever the limits are. Nothing if it is booked. */
    void take(ObjectKey machine, Charge charge);

    /** A machine is gone. */
    void release(ObjectKey machine);

    /**
     * Sets the limits of a namespace, or of an organisation.
     *
     * @param namespace empty for the organisation
     * @param hard a dimension that is missing has no limit
     */
    void limit(String organisation, String namespace, Map<Charge.Dimension, Long> hard);

    /** What is used. */
    Map<Charge.Dimension, Long> used(String organisation, String namespace);
}
