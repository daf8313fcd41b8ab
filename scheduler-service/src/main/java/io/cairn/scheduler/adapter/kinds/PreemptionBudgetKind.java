package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.scheduler.application.Budgets;
import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The kind PreemptionBudget: how many machines of a project are not shut down for others. */
public final class PreemptionBudgetKind {
    /** In a namespace. */
    private static final int MOST = 50;
    private static final int PAGE = 500;

    private PreemptionBudgetKind() {}

    /** A budget. */
    public record Spec(@Doc("The machines of the namespace that are meant") Selector selector,
            @Doc("How many of them are left alone: no machine is shut down for another one if fewer would have their room then") @Limits(min = 0, max = 10_000) int minAvailable) {}

    /** Which machines. */
    public record Selector(
            @Doc("Labels of the machines, all of them; as they were when the machine was placed") @Limits(maxItems = 8) Map<String, String> matchLabels) {}

    /** @param machines that were there when it was last looked */
    public record Facts(Optional<Long> machines) {
        static final Facts NONE = new Facts(Optional.empty());
    }

    /** What it comes to, as of a few seconds ago. */
    public record Status(
            @Doc("Machines that are meant and have their room; absent until they are counted") Optional<Long> machines,
            @Doc("How many of them may be shut down for others now") Optional<Long> mayGo) {}

    /** @param stored comes later than the declaration */
    public static Kind<Spec, Facts, Status> declare(Supplier<Resources<Spec, Facts, Status>> stored) {
        return Kind
                .of(new GroupVersion("infra.cairn.io", "v1"), "PreemptionBudget", Spec.class, Facts.NONE,
                        Status.class,
                        (_, spec, facts) -> new Status(facts.machines(), facts.machines()
                                .map(there -> Math.max(0, there - spec.minAvailable()))))
                .shortNames("pb")
                .description("How many machines of a project must keep their room when others of a higher priority "
                        + "class need it")
                .rules(new Rules(stored))
                .column("Min available", "integer", "How many are left alone", of -> "" + of.spec().minAvailable())
                .column("Machines", "string", "How many there are",
                        of -> of.status().machines().map(String::valueOf).orElse(""))
                .column("May go", "string", "How many may be shut down for others now",
                        of -> of.status().mayGo().map(String::valueOf).orElse(""))
                .column("Selector", "string", "Labels of the machines that are meant",
                        of -> of.spec()
                                .selector()
                                .matchLabels()
                                .entrySet()
                                .stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(",")))
                .build();
    }

    /** What a budget must be beyond its schema. */
    private record Rules(
            Supplier<Resources<Spec, Facts, Status>> stored) implements Kind.Rules<Spec, Facts, Status> {
        @Override
        public List<Cause> validate(ObjectKey key, Spec spec, Optional<Spec> before) {
            return spec.selector().matchLabels().isEmpty()
                    ? List.of(Cause.required("spec.selector.matchLabels",
                            "name a label of the machines that are meant, such as app: web"))
                    : List.of();
        }

        @Override
        public void admit(Caller caller, ObjectKey key, Spec spec, Optional<Resource<Spec, Facts, Status>> before) {
            if (before.isEmpty()
                    && stored.get().within(key.organisation(), key.namespace(), MOST).size() >= MOST) {
                throw new Refusal(Reason.FORBIDDEN, ("PreemptionBudget \"%s\" is forbidden: namespace %s has %d "
                        + "already, which is the most. Delete one, or let one mean more machines").formatted(key.name(),
                                key.namespace(), MOST));
            }
        }
    }

    /** Budgets as the schedulers need them, read anew after each change. */
    public static final class Stored implements Budgets, AutoCloseable {
        private final Resources<Spec, Facts, Status> budgets;
        private final AtomicLong changes = new AtomicLong();
        private final AutoCloseable subscription;
        private volatile Known known = new Known(-1, Map.of());

        private record Known(long changes, Map<Owner, List<Budget>> byOwner) {}

        public Stored(Resources<Spec, Facts, Status> budgets) {
            this.budgets = budgets;
            this.subscription = budgets.onChange((Consumer<List<String>>) _ -> changes.incrementAndGet());
        }

        @Override
        public Map<Owner, List<Budget>> all() {
            var now = changes.get();
            if (known.changes() != now) {
                known = new Known(now, read());
            }
            return known.byOwner();
        }

        private Map<Owner, List<Budget>> read() {
            var all = new HashMap<Owner, List<Budget>>();
            var page = budgets.page("", PAGE);
            while (!page.isEmpty()) {
                for (var one : page) {
                    var budget = budget(one);
                    all.computeIfAbsent(budget.owner(), _ -> new ArrayList<>()).add(budget);
                }
                page = page.size() < PAGE ? List.of() : budgets.page(page.getLast().uid(), PAGE);
            }
            return Map.copyOf(all);
        }

        private static Budget budget(Resource<Spec, Facts, Status> one) {
            return new Budget(new Owner(one.key().organisation(), one.key().namespace()),
                    one.spec().selector().matchLabels(), one.spec().minAvailable());
        }

        /** Brings into the status what there is; nothing is written where nothing changed. */
        public void show(Function<List<Budget>, Map<Budget, Long>> count) {
            var page = budgets.page("", PAGE);
            while (!page.isEmpty()) {
                var machines = count.apply(page.stream().map(Stored::budget).toList());
                page.forEach(one -> budgets.changeFacts(one.uid(),
                        _ -> new Facts(Optional.ofNullable(machines.get(budget(one))))));
                page = page.size() < PAGE ? List.of() : budgets.page(page.getLast().uid(), PAGE);
            }
        }

        @Override
        public void close() throws Exception {
            subscription.close();
        }
    }
}
