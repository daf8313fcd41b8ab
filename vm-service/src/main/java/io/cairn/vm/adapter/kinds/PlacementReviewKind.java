package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.vm.domain.Bandwidth;
import io.cairn.vm.domain.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind PlacementReview: why a machine is where it is or nowhere, and what would be if. Answered, never stored. */
public final class PlacementReviewKind {
    private PlacementReviewKind() {}

    /** The question. */
    public record Spec(@Doc("A machine of the namespace to explain; this or machine") Optional<String> vmName,
            @Doc("A machine that does not exist; this or vmName") Optional<VmSpec> machine,
            @Doc("Labels of the machine that does not exist") Map<String, String> labels,
            @Doc("Suppose that these machines of the namespace were gone") List<String> without,
            @Doc("Suppose that these nodes existed") @Limits(maxItems = 8) List<AddedNodes> addNodes,
            @Doc("Suppose that these nodes took nothing new") List<String> drain) {}

    /** Nodes that do not exist. */
    public record AddedNodes(@Doc("How many") @Limits(min = 1, max = 1000, defaults = "1") int count,
            @Doc("As this node, but empty; this or cpus, memory and disk") Optional<String> like,
            @Doc("vCPUs that may be claimed") @Limits(min = 1, max = 65536) Optional<Integer> cpus,
            @Doc("Guest memory") Optional<Quantity> memory, @Doc("Local disk") Optional<Quantity> disk,
            @Doc(Bandwidth.UPLINK) @Limits(min = 0, max = Bandwidth.MOST) Optional<Quantity> networkBandwidth,
            @Doc("Labels") Map<String, String> labels,
            @Doc("Devices") @Limits(maxItems = 16) List<VmSpec.DeviceSpec> devices) {}

    /** The answer. */
    public record Status(@Doc("True if a node can take the machine") boolean fits,
            @Doc("Node that would take it") Optional<String> node,
            @Doc("Node on which it is placed now") Optional<String> currentNode,
            @Doc("CamelCase: Fits, NoNodeFits, ...") String reason,
            @Doc("A sentence with the counts") @Limits(maxLength = 4096) String message,
            @Doc("What to do about it") @Limits(maxLength = 1024) Optional<String> nextStep,
            @Doc("Nodes that were looked at; what the filters removed and what fits add up to it") int nodes,
            @Doc("What removed nodes, in the order in which it was looked at") List<Filter> filters,
            @Doc("The best nodes, best first") List<Candidate> candidates,
            @Doc("What would help") @Limits(maxLength = 1024) List<String> hints) {}

    /** A filter and the nodes it removed. */
    public record Filter(@Doc("Name of the filter") String name, @Doc("Nodes that it removed") int removed,
            @Doc("What is the matter with them") @Limits(maxLength = 1024) String message) {}

    /** A node that would do. */
    public record Candidate(@Doc("Node") String node, @Doc("The higher the better") String score,
            @Doc("What the score is made of") Map<String, String> parts) {}

    static final Status NOTHING = new Status(false, Optional.empty(), Optional.empty(), "", "", Optional.empty(), 0,
            List.of(), List.of(), List.of());

    public static Kind<Spec, Status, Status> declare(Kind.Review<Spec, Status> review) {
        return Kind.of(Groups.COMPUTE, "PlacementReview", Spec.class, NOTHING, Status.class,
                (_, _, status) -> status)
                .description("A question about placement: why a machine is where it is or nowhere, and what would be "
                        + "if. It is answered and not kept")
                .rules(new Rules())
                .review(review)
                .build();
    }

    /** What a question must be beyond its schema. */
    private static final class Rules implements Kind.Rules<Spec, Status, Status> {
        @Override
        public List<Cause> validate(ObjectKey key, Spec spec, Optional<Spec> before) {
            var causes = new ArrayList<Cause>();
            if (spec.vmName().isPresent() && spec.machine().isPresent()) {
                causes.add(Cause.forbidden("spec.machine", "vmName already names a machine; give one of the two"));
            }
            if (spec.vmName().isEmpty() && spec.machine().isEmpty()) {
                causes.add(Cause.required("spec.vmName", "name a machine, or give the spec of one as machine"));
            }
            if (spec.vmName().isPresent() && !spec.labels().isEmpty()) {
                causes.add(Cause.forbidden("spec.labels", "the machine has labels of its own"));
            }
            spec.machine().ifPresent(machine -> {
                VmRules.size("spec.machine", machine).ifPresent(causes::add);
                machine.resources()
                        .ifPresent(size -> causes.addAll(LayoutRules.check("spec.machine.resources", size)));
                causes.addAll(PlacementRules.check("spec.machine", machine));
            });
            for (var i = 0; i < spec.addNodes().size(); i++) {
                added("spec.addNodes[%d]".formatted(i), spec.addNodes().get(i), causes);
            }
            return causes;
        }

        private static void added(String at, AddedNodes nodes, List<Cause> causes) {
            if (nodes.like().isPresent()) {
                if (nodes.cpus().isPresent() || nodes.memory().isPresent() || nodes.disk().isPresent()
                        || nodes.networkBandwidth().isPresent()) {
                    causes.add(Cause.forbidden(at + ".like", "cpus, memory, disk and networkBandwidth say the size "
                            + "already; give one of the two"));
                }
            } else if (nodes.cpus().isEmpty() || nodes.memory().isEmpty() || nodes.disk().isEmpty()) {
                causes.add(
                        Cause.required(at + ".like", "name a node that they are like, or give cpus, memory and disk"));
            }
            for (var i = 0; i < nodes.devices().size(); i++) {
                if (nodes.devices().get(i).model().isEmpty()) {
                    causes.add(
                            Cause.required("%s.devices[%d].model".formatted(at, i), "a device of a node has a model"));
                }
            }
        }
    }
}
