package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Scope;
import io.cairn.scheduler.application.PriorityClass;
import io.cairn.scheduler.application.PriorityClasses;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The kind PriorityClass: how much machines matter beside others, shared by all. */
public final class PriorityClassKind {
    private static final int MOST = 100;
    /** No organisation has such a name: the class is nobody's until an operator names one. */
    private static final String NOBODY = "-";

    private PriorityClassKind() {}

    /** A class. */
    public record Spec(
            @Doc("Higher ones are placed first, and may take the room of lower ones that are preemptible") @Limits(min = -1000, max = 1000) int value,
            @Doc("Machines of this class may be shut down for others of a higher one. They come back by themselves") @Limits(defaults = "false") boolean preemptible,
            @Doc("How long before its shutdown a machine of this class is told, seconds") @Limits(min = 0, max = 600, defaults = "30") int noticeSeconds,
            @Doc("How many machines may be shut down for one machine of this class") @Limits(min = 0, max = 64, defaults = "4") int maxVictims,
            @Doc("Whether PreemptionBudgets count and protect its machines: Honoured or Ignored") @Limits(defaults = "\"Honoured\"") Budgets budgets,
            @Doc("Organisations whose machines may use it; none for all. \"-\" is nobody") @Limits(maxItems = 100, maxLength = 63) List<String> organisations,
            @Doc("What it is good for") @Limits(maxLength = 512) Optional<String> description) {}

    /** What budgets are to machines of a class. */
    public enum Budgets {
        HONOURED,
        IGNORED
    }

    /** Nothing is known beyond the spec. */
    public record Nothing() {}

    public static final Kind<Spec, Nothing, Nothing> KIND = Kind
            .of(new GroupVersion("infra.cairn.io", "v1"), "PriorityClass", Spec.class, new Nothing(), Nothing.class,
                    (_, _, _) -> new Nothing())
            .plural("priorityclasses")
            .scope(Scope.CLUSTER)
            .shortNames("pc")
            .description("How much a machine matters beside others: who is placed first, and who makes room for whom")
            .column("Value", "integer", "Higher ones go first", of -> "" + of.spec().value())
            .column("Preemptible", "string", "Whether its machines make room for higher ones",
                    of -> "" + of.spec().preemptible())
            .column("Notice", "string", "How long before it is shut down a machine is told",
                    of -> of.spec().noticeSeconds() + "s")
            .column("For", "string", "Organisations that may use it",
                    of -> of.spec().organisations().isEmpty() ? "all" : String.join(",", of.spec().organisations()))
            .build();

    private static final Map<String, Spec> BUILT_IN = Map.of(
            "spot", spec(-1000, true, 0, List.of(), "May be shut down for any other class, after 30 seconds of notice"),
            PriorityClass.STANDARD, spec(0, false, 4, List.of(), "Machines that name no class"),
            "high", spec(500, false, 16, List.of(), "Goes first"),
            "system", spec(1000, false, 64, List.of(NOBODY), "For the operators' own; name their organisation"));

    /** Nobody makes what may be shut down at any time last by a budget. */
    private static Spec spec(int value, boolean preemptible, int maxVictims, List<String> organisations, String what) {
        return new Spec(value, preemptible, PriorityClasses.DEFAULT_NOTICE_SECONDS, maxVictims,
                preemptible ? Budgets.IGNORED : Budgets.HONOURED, organisations, Optional.of(what));
    }

    /** Makes the built-in ones in an empty cloud. */
    public static void ensureBuiltIn(Resources<Spec, Nothing, Nothing> classes) {
        if (classes.page("", 1).isEmpty()) {
            BUILT_IN.entrySet()
                    .stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(one -> classes.create(ObjectKey.cluster(one.getKey()), Map.of(), List.of(),
                            one.getValue()));
        }
    }

    /**
     * Classes as the schedulers need them, read anew after each change, and whenever one is asked for that is not known: the
     * change feed may not have told yet of a class that was made just before its first machine.
     */
    public static final class Stored implements PriorityClasses, AutoCloseable {
        private final Resources<Spec, Nothing, Nothing> classes;
        private final AtomicLong changes = new AtomicLong();
        private final AutoCloseable subscription;
        private volatile Known known = new Known(-1, Map.of());

        private record Known(long changes, Map<String, PriorityClass> byName) {}

        public Stored(Resources<Spec, Nothing, Nothing> classes) {
            this.classes = classes;
            this.subscription = classes.onChange((Consumer<List<String>>) _ -> changes.incrementAndGet());
        }

        private Map<String, PriorityClass> known() {
            return known.changes() == changes.get() ? known.byName() : read();
        }

        private Map<String, PriorityClass> read() {
            var now = changes.get();
            var byName = classes.page("", MOST)
                    .stream()
                    .map(one -> of(one.metadata().name(), one.spec()))
                    .collect(Collectors.toMap(PriorityClass::name, one -> one));
            known = new Known(now, byName);
            return byName;
        }

        @Override
        public Optional<PriorityClass> find(String name) {
            return Optional.ofNullable(known().get(name))
                    .or(() -> missing(name))
                    .or(() -> Optional.ofNullable(read().get(name)));
        }

        /** Machines that name no class have one, whatever was deleted. */
        private static Optional<PriorityClass> missing(String name) {
            return name.equals(PriorityClass.STANDARD)
                    ? Optional.ofNullable(BUILT_IN.get(name)).map(spec -> of(name, spec))
                    : Optional.empty();
        }

        @Override
        public List<PriorityClass> all() {
            return read().values()
                    .stream()
                    .sorted(Comparator.comparingInt((PriorityClass one) -> -one.value())
                            .thenComparing(PriorityClass::name))
                    .toList();
        }

        private static PriorityClass of(String name, Spec spec) {
            return new PriorityClass(name, spec.value(), spec.preemptible(), spec.noticeSeconds(), spec.maxVictims(),
                    Set.copyOf(spec.organisations()), spec.budgets() == Budgets.HONOURED);
        }

        @Override
        public void close() throws Exception {
            subscription.close();
        }
    }
}
