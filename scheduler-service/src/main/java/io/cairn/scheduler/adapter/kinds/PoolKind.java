package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Scope;
import java.util.List;
import java.util.Optional;

/** The kind Pool: what an operator wants of the nodes whose label cairn.io/pool has its name. */
public final class PoolKind {
    private PoolKind() {}

    /** What is wanted. */
    public record Spec(
            @Doc("Which node that fits is the best: default, bestfit, spread or fgd") @Limits(pattern = "default|bestfit|spread|fgd", patternMeaning = "one of default, bestfit, spread, fgd", defaults = "\"default\"") String policy,
            @Doc("What it is good for") @Limits(maxLength = 512) Optional<String> description) {}

    /** What a scheduler does. */
    public record Facts(Optional<InForce> inForce) {
        static final Facts NONE = new Facts(Optional.empty());
    }

    /** @param shapes of machines that the policy prepares for */
    public record InForce(String policy, int nodes, int shapes) {}

    /** Computed. */
    public record Status(@Doc("Policy by which a scheduler places machines now") Optional<String> policy,
            @Doc("Nodes in the pool") Optional<Integer> nodes,
            @Doc("Different sizes of machines that the policy prepares for, from what stands and is asked") Optional<Integer> shapes,
            @Doc("InForce: the scheduler took in what is wanted") List<Condition> conditions,
            @Doc("Generation of the spec that this answers") long observedGeneration) {}

    public static final Kind<Spec, Facts, Status> KIND = kind();

    private static Kind<Spec, Facts, Status> kind() {
        KindBuilder<Spec, Facts, Status> kind = Kind.of(new GroupVersion("infra.cairn.io", "v1"), "Pool", Spec.class,
                Facts.NONE, Status.class, PoolKind::status);
        return kind.scope(Scope.CLUSTER)
                .description("Nodes that belong together: those whose label cairn.io/pool has its name; default, those "
                        + "without the label")
                .column("Policy", "string", "Policy that is wanted", pool -> pool.spec().policy())
                .column("Nodes", "integer", "Nodes in the pool", pool -> pool.status()
                        .nodes()
                        .map(String::valueOf)
                        .orElse("0"))
                .column("In force", "string", "Policy by which machines are placed now",
                        pool -> pool.status().policy().orElse(""))
                .build();
    }

    /** Pure. */
    static Status status(Metadata metadata, Spec spec, Facts facts) {
        var policy = facts.inForce().map(InForce::policy);
        return new Status(policy, facts.inForce().map(InForce::nodes), facts.inForce().map(InForce::shapes),
                List.of(inForce(metadata, spec, policy)), metadata.generation());
    }

    private static Condition inForce(Metadata metadata, Spec spec, Optional<String> policy) {
        if (policy.filter(spec.policy()::equals).isPresent()) {
            return new Condition("InForce", "True", "Placing", "Machines are placed by the policy " + spec.policy(),
                    metadata.creationTimestamp(), metadata.generation());
        }
        return new Condition("InForce", "False", policy.isEmpty() ? "NoNodes" : "NotYet", policy
                .map(now -> "Machines are still placed by the policy " + now + "; a scheduler takes this in within a "
                        + "second, if it runs")
                .orElse("No scheduler knows of a node with the label cairn.io/pool=" + metadata.name()
                        + " yet; give it to one with kubectl label node"),
                metadata.creationTimestamp(), metadata.generation());
    }
}
