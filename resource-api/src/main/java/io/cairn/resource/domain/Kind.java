package io.cairn.resource.domain;

import java.util.List;
import java.util.Optional;

/**
 * A kind, declared once. Storage, schema, strict validation, OpenAPI, explain, Table columns, the reference page
 * and the CLI's output all come from this declaration.
 *
 * @param kind CamelCase singular, such as {@code VirtualMachine}
 * @param plural lower-case plural, such as {@code virtualmachines}
 * @param spec record of the spec; its components carry {@link Doc} and {@link Limits}
 * @param noFacts the facts of an object that was just created
 * @param statusOf computes the status; pure
 * @param rules defaults, validation and admission beyond what the schema says
 * @param columns after NAME and before AGE
 * @param subresources actions and streams under the object's path; {@code status} is served without being named
 * @param statusWritable true if callers of the API write the status (then F is the status itself); false where the
 *     status is computed, and a write to the status subresource is refused with the reason
 * @param flat true if the components of the spec stand at the top level of the object instead of under {@code spec}
 * @param review answers documents that are asked about and never stored; empty for an ordinary kind
 * @param finalizers put on every new object, removed by the owning service when its part is done
 */
public record Kind<S extends Record, F extends Record, T extends Record>(GroupVersion groupVersion, String kind,
        String singular, String plural, List<String> shortNames, List<String> categories, Scope scope,
        String description, Class<S> spec, Class<F> facts, Class<T> status, F noFacts, StatusOf<S, F, T> statusOf,
        Rules<S, F, T> rules, List<Column<S, F, T>> columns, List<Subresource<S, F, T>> subresources,
        boolean statusWritable, boolean flat, List<String> finalizers, Optional<Review<S, F>> review) {

    /** Starts a declaration; the plural defaults to the lower-case kind plus {@code s}. */
    public static <S extends Record, F extends Record, T extends Record> KindBuilder<S, F, T> of(GroupVersion version,
            String kind, Class<S> spec, F noFacts, Class<T> status, StatusOf<S, F, T> statusOf) {
        return new KindBuilder<>(version, kind, spec, noFacts, status, statusOf);
    }

    /** {@code virtualmachines.compute.cairn.io}: unique over all kinds. */
    public String id() {
        return groupVersion.group().isEmpty() ? plural : plural + "." + groupVersion.group();
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    /** The status as a function of what is stored. Deterministic: no clock, no chance, no I/O. */
    @FunctionalInterface
    public interface StatusOf<S extends Record, F extends Record, T extends Record> {
        T status(Metadata metadata, S spec, F facts);
    }

    /** Answers a document: a question, of which nothing is kept. It is created, and can be neither read nor listed. */
    @FunctionalInterface
    public interface Review<S extends Record, F extends Record> {
        /** Throws {@link Refusal}. */
        F review(Caller caller, ObjectKey key, S spec);
    }

    /** What a kind asks of its objects beyond the schema. Every method has a permissive default. */
    public interface Rules<S extends Record, F extends Record, T extends Record> {
        /** Fills in what depends on other fields. Idempotent and pure. */
        default S complete(S spec) {
            return spec;
        }

        /** What is wrong with the spec; empty if nothing is. Pure. */
        default List<Cause> validate(ObjectKey key, S spec, Optional<S> before) {
            return List.of();
        }

        /**
         * Asks other services about a spec, before the transaction of the write and outside of it. Throws
         * {@link Refusal}.
         */
        default void consult(Caller caller, ObjectKey key, S spec) {}

        /**
         * Last check before the write, inside its transaction and on its connection, also in a dry run: quota,
         * references to other objects of the service. Throws {@link Refusal}.
         *
         * @param before the stored object; empty on create
         */
        default void admit(Caller caller, ObjectKey key, S spec, Optional<Resource<S, F, T>> before) {}

        /**
         * Before a delete is accepted. Throws {@link Refusal}.
         */
        default void admitDelete(Caller caller, Resource<S, F, T> before) {}
    }
}
