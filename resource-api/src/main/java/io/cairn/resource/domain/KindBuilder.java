package io.cairn.resource.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Declares a {@link Kind} part by part; everything has the default of an ordinary namespaced, computed kind. */
public final class KindBuilder<S extends Record, F extends Record, T extends Record> {
    private final GroupVersion version;
    private final String kind;
    private final Class<S> spec;
    private final F noFacts;
    private final Class<T> status;
    private final Kind.StatusOf<S, F, T> statusOf;
    private final List<Column<S, F, T>> columns = new ArrayList<>();
    private final List<Subresource<S, F, T>> subresources = new ArrayList<>();
    private String plural;
    private String description = "";
    private List<String> shortNames = List.of();
    private List<String> categories = List.of();
    private List<String> finalizers = List.of();
    private Scope scope = Scope.NAMESPACED;
    private Kind.Rules<S, F, T> rules = new Kind.Rules<>() {
    };
    private boolean statusWritable;
    private boolean flat;
    private Optional<Kind.Review<S, F>> review = Optional.empty();

    KindBuilder(GroupVersion version, String kind, Class<S> spec, F noFacts, Class<T> status,
            Kind.StatusOf<S, F, T> statusOf) {
        this.version = version;
        this.kind = kind;
        this.plural = kind.toLowerCase(Locale.ROOT) + "s";
        this.spec = spec;
        this.noFacts = noFacts;
        this.status = status;
        this.statusOf = statusOf;
    }

    public KindBuilder<S, F, T> plural(String value) {
        plural = value;
        return this;
    }

    public KindBuilder<S, F, T> description(String value) {
        description = value;
        return this;
    }

    public KindBuilder<S, F, T> shortNames(String... values) {
        shortNames = List.of(values);
        return this;
    }

    public KindBuilder<S, F, T> categories(String... values) {
        categories = List.of(values);
        return this;
    }

    public KindBuilder<S, F, T> finalizers(String... values) {
        finalizers = List.of(values);
        return this;
    }

    public KindBuilder<S, F, T> scope(Scope value) {
        scope = value;
        return this;
    }

    public KindBuilder<S, F, T> rules(Kind.Rules<S, F, T> value) {
        rules = value;
        return this;
    }

    /** Callers of the API write the status; the facts record must then be the status record. */
    public KindBuilder<S, F, T> statusWritable() {
        statusWritable = true;
        return this;
    }

    /** Documents of this kind are questions: they are answered and never stored. */
    public KindBuilder<S, F, T> review(Kind.Review<S, F> value) {
        review = Optional.of(value);
        return this;
    }

    /** The components of the spec stand at the top level of the object. */
    public KindBuilder<S, F, T> flat() {
        flat = true;
        return this;
    }

    /** Shown by default, after NAME and before AGE. */
    public KindBuilder<S, F, T> column(String name, String type, String text,
            java.util.function.Function<Resource<S, F, T>, String> cell) {
        columns.add(new Column<>(name, type, false, text, cell));
        return this;
    }

    /** Shown with {@code -o wide}. */
    public KindBuilder<S, F, T> wideColumn(String name, String type, String text,
            java.util.function.Function<Resource<S, F, T>, String> cell) {
        columns.add(new Column<>(name, type, true, text, cell));
        return this;
    }

    public KindBuilder<S, F, T> subresource(Subresource<S, F, T> value) {
        subresources.add(value);
        return this;
    }

    @SuppressWarnings("unchecked")
    public Kind<S, F, T> build() {
        return new Kind<>(version, kind, kind.toLowerCase(Locale.ROOT), plural, shortNames, categories, scope,
                description, spec, (Class<F>) noFacts.getClass(), status, noFacts, statusOf, rules,
                List.copyOf(columns), List.copyOf(subresources), statusWritable, flat, finalizers, review);
    }
}
