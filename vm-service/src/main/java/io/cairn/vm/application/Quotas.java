package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.Dimension;
import java.util.Map;

/**
 * The account of what machines and operations take. Every method joins the transaction that is open; there the locks of
 * the account come behind those of objects and before the version.
 */
public interface Quotas {
    /** Whose share it is. */
    record Holder(String kind, ObjectKey key) {
        public static Holder machine(ObjectKey key) {
            return new Holder("virtualmachines.compute.cairn.io", key);
        }

        public static Holder reservation(ObjectKey key) {
            return new Holder("reservations.compute.cairn.io", key);
        }

        public static Holder operation(ObjectKey key) {
            return new Holder("virtualmachineoperations.compute.cairn.io", key);
        }
    }

    /**
     * Books the amounts instead of what was booked of the same dimensions. Throws
     * {@link io.cairn.resource.domain.Refusal} if a limit of the namespace or the organisation forbids the difference.
     */
    void charge(Holder holder, Charge charge);

    /** Whether {@link #charge} would refuse now: it throws, or does nothing. */
    void check(Holder holder, Charge charge);

    /** As {@link #charge}, for what is so already, whatever the limits are. */
    void note(Holder holder, Charge charge);

    /** As {@link #note}, but leaves alone what is booked already. */
    void take(Holder holder, Charge charge);

    /** The holder is gone. */
    void release(Holder holder);

    /**
     * Sets the limits of a namespace, or of an organisation.
     *
     * @param namespace empty for the organisation
     * @param hard a dimension that is missing has no limit
     */
    void limit(String organisation, String namespace, Map<Dimension, Long> hard);

    /** What is used. */
    Map<Dimension, Long> used(String organisation, String namespace);
}
