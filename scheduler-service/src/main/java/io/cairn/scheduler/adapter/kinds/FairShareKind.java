package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import io.cairn.scheduler.application.WeighedProjects;
import io.cairn.scheduler.domain.model.Owner;
import java.util.List;
import java.util.Optional;

/** The kind FairShare: how much of everything a project should get beside the others that wait. */
public final class FairShareKind {
    static final int MOST = 1_000;
    private static final String NAME = "[a-z0-9]([-a-z0-9.]*[a-z0-9])?";
    private static final String NAME_MEANING = "lower-case letters, digits, '-' and '.', as the name is";

    private FairShareKind() {}

    /** A weight. */
    public record Spec(
            @Doc("Organisation of the project") @Limits(pattern = NAME, patternMeaning = NAME_MEANING, immutable = true) String organisation,
            @Doc("Project: a namespace of the organisation. Only one FairShare names it") @Limits(pattern = NAME, patternMeaning = NAME_MEANING, immutable = true) String project,
            @Doc("Beside projects of the same priority class that wait, too: a project of weight 3 should have three times as "
                    + "much as one of weight 1, which all have that no FairShare names") @Limits(min = 1, max = 1000) int weight,
            @Doc("Why") @Limits(maxLength = 512) Optional<String> description) {}

    /** What a scheduler counted. */
    public record Facts(Optional<Counted> counted) {
        static final Facts NONE = new Facts(Optional.empty());
    }

    /**
     * @param weight that is in force
     * @param mean of all projects, for each 1 of weight
     */
    public record Counted(int weight, int machines, int waiting, long costMib, long meanMib) {}

    /** Computed, as of a few seconds ago. */
    public record Status(@Doc("Machines that have a claim, and pieces of reservations") Optional<Integer> machines,
            @Doc("Machines that wait at the scheduler that counted; each of several has a queue of its own") Optional<Integer> waiting,
            @Doc("What the project has, as memory: the larger of its memory and 2Gi for each vCPU, and 32Gi for each device") Optional<Quantity> has,
            @Doc("What it has for each 1 of its weight: who has least of this is placed first") Optional<Quantity> perWeight,
            @Doc("What all projects have that have or want something, for each 1 of their weights") Optional<Quantity> meanPerWeight,
            @Doc("InForce: the scheduler took the weight in") List<Condition> conditions,
            @Doc("Generation of the spec that this answers") long observedGeneration) {}

    /** @param weighed those that there are, in the transaction of whoever makes one more */
    public static Kind<Spec, Facts, Status> declare(WeighedProjects weighed) {
        KindBuilder<Spec, Facts, Status> kind = Kind.of(new GroupVersion("infra.cairn.io", "v1"), "FairShare",
                Spec.class, Facts.NONE, Status.class, FairShareKind::status);
        return kind.scope(Scope.CLUSTER)
                .shortNames("fs")
                .description(
                        "How much of everything a project should get beside others, when not all that wait have room")
                .rules(new Rules(weighed))
                .column("Organisation", "string", "Whose project it is", share -> share.spec().organisation())
                .column("Project", "string", "Which project is meant", share -> share.spec().project())
                .column("Weight", "integer", "Three times as much for 3 as for 1", share -> "" + share.spec().weight())
                .column("Machines", "string", "Machines that have a claim", share -> text(share.status().machines()))
                .column("Waiting", "string", "Machines that wait", share -> text(share.status().waiting()))
                .column("Has", "string", "What the project has, as memory", share -> text(share.status().has()))
                .column("Per weight", "string", "What it has for each 1 of its weight",
                        share -> text(share.status().perWeight()))
                .column("Mean", "string", "What all projects have for each 1 of their weights",
                        share -> text(share.status().meanPerWeight()))
                .build();
    }

    private static String text(Optional<?> value) {
        return value.map(it -> it instanceof Quantity quantity ? quantity.text() : String.valueOf(it)).orElse("");
    }

    /** Pure. */
    static Status status(Metadata metadata, Spec spec, Facts facts) {
        var counted = facts.counted();
        return new Status(counted.map(Counted::machines), counted.map(Counted::waiting),
                counted.map(now -> Quantity.ofMebibytes(now.costMib())),
                counted.map(now -> Quantity.ofMebibytes(now.costMib() / now.weight())),
                counted.map(now -> Quantity.ofMebibytes(now.meanMib())),
                List.of(inForce(metadata, spec, counted)), metadata.generation());
    }

    private static Condition inForce(Metadata metadata, Spec spec, Optional<Counted> counted) {
        var project = spec.organisation() + "/" + spec.project();
        if (counted.filter(now -> now.weight() == spec.weight()).isEmpty()) {
            return condition(metadata, "False", "NotYet",
                    "A scheduler takes the weight in within a second, if it runs, "
                            + "and says so here within ten");
        }
        return counted.filter(now -> now.machines() == 0 && now.waiting() == 0).isPresent()
                ? condition(metadata, "True", "NoMachines", ("No machine of project %s has a claim or waits; if there "
                        + "should be some, check spec.organisation and spec.project").formatted(project))
                : condition(metadata, "True", "Weighed",
                        "Machines of project %s that wait are weighed with %d".formatted(
                                project, spec.weight()));
    }

    private static Condition condition(Metadata metadata, String status, String reason, String message) {
        return new Condition("InForce", status, reason, message, metadata.creationTimestamp(), metadata.generation());
    }

    /** What a fair share must be beyond its schema. */
    private record Rules(WeighedProjects weighed) implements Kind.Rules<Spec, Facts, Status> {
        @Override
        public void admit(Caller caller, ObjectKey key, Spec spec, Optional<Resource<Spec, Facts, Status>> before) {
            if (before.isPresent()) {
                return;
            }
            weighed.holder(new Owner(spec.organisation(), spec.project())).ifPresent(holder -> {
                throw duplicate(key, spec, holder);
            });
            if (weighed.count() >= MOST) {
                throw new Refusal(Reason.FORBIDDEN, ("There are %d FairShares, and there can be no more: delete one "
                        + "whose project has the weight 1, or is gone").formatted(MOST));
            }
        }

        private static Refusal duplicate(ObjectKey key, Spec spec, String holder) {
            var cause = new Cause("FieldValueDuplicate", "spec.project", ("Duplicate value: \"%s\": FairShare \"%s\" "
                    + "names the project %s/%s already; change its spec.weight, or delete it").formatted(spec.project(),
                            holder, spec.organisation(), spec.project()));
            return new Refusal(Reason.INVALID,
                    "FairShare.infra.cairn.io \"%s\" is invalid: %s: %s".formatted(key.name(),
                            cause.field(), cause.message()),
                    List.of(cause));
        }
    }
}
