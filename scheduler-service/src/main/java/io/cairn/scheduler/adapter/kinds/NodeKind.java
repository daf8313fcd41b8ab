package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import io.cairn.scheduler.domain.model.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The declaration of the kind Node. */
public final class NodeKind {
    private NodeKind() {}

    /** @param joinToken makes a join token for a node, as JSON */
    public static Kind<NodeSpec, NodeFacts, NodeStatus> declare(Function<String, String> joinToken) {
        KindBuilder<NodeSpec, NodeFacts, NodeStatus> kind = Kind.of(new GroupVersion("infra.cairn.io", "v1"), "Node",
                NodeSpec.class, NodeFacts.NONE, NodeStatus.class, NodeKind::status);
        return kind.scope(Scope.CLUSTER)
                .description("A host that machines can be placed on")
                .column("Status", "string", "Ready, NotReady or Cordoned", node -> node.status().phase())
                .column("Accelerator", "string", "kvm or tcg", node -> node.status().accelerator().orElse(""))
                .column("Machines", "integer", "Machines placed here",
                        node -> node.status().machines().map(String::valueOf).orElse("0"))
                .column("CPU", "string", "vCPUs claimed of those that may be claimed",
                        node -> pair(node.status(), amounts -> "" + amounts.cpus()))
                .column("Memory", "string", "Memory claimed of what may be claimed",
                        node -> pair(node.status(), amounts -> amounts.memory().text()))
                .wideColumn("Disk", "string", "Disk claimed of what may be claimed",
                        node -> pair(node.status(), amounts -> amounts.disk().text()))
                .wideColumn("Devices", "string", "Devices claimed of those that there are",
                        node -> node.status().devices().stream().mapToInt(NodeStatus.Devices::claimed).sum() + "/"
                                + node.status().devices().stream().mapToInt(NodeStatus.Devices::total).sum())
                .wideColumn("Site", "string", "Site that it is at",
                        node -> node.metadata().labels().getOrDefault(Node.SITE, ""))
                .wideColumn("Tier", "integer", "Isolation tier, the higher the better",
                        node -> "" + node.spec().isolationTier())
                .wideColumn("Kernel", "string", "Version of the kernel",
                        node -> node.status().host().map(NodeStatus.Host::kernel).orElse(""))
                .wideColumn("Hypervisor", "string", "Version of QEMU",
                        node -> node.status().host().map(NodeStatus.Host::hypervisor).orElse(""))
                .subresource(new Subresource.Action<>("jointoken",
                        "Makes a one-time token with which the node's agent enrols",
                        (_, node, _) -> new Subresource.Outcome(joinToken.apply(node.metadata().name()),
                                Optional.empty())))
                .build();
    }

    private static String pair(NodeStatus status, Function<NodeStatus.Amounts, String> of) {
        return status.claimed().map(of).orElse("0") + "/" + status.capacity().map(of).orElse("0");
    }

    /** Pure. */
    static NodeStatus status(Metadata metadata, NodeSpec spec, NodeFacts facts) {
        var phase = !facts.ready() ? "NotReady" : spec.unschedulable() ? "Cordoned" : "Ready";
        var hardware = facts.hardware();
        return new NodeStatus(phase, hardware.map(NodeFacts.Hardware::accelerator),
                hardware.map(NodeFacts.Hardware::acceleratorReason).filter(reason -> !reason.isEmpty()),
                hardware.map(h -> amounts(h.cpus() * spec.cpuOvercommitPercent() / 100, h.memoryMib(), h.diskMib(),
                        h.bandwidthMbps())),
                facts.claimed().map(c -> amounts(c.cpus(), c.memoryMib(), c.diskMib(), c.bandwidthMbps())),
                hardware.map(h -> free(h, spec, facts.claimed().orElse(NodeFacts.Claimed.NOTHING))),
                facts.claimed()
                        .map(NodeFacts.Claimed::devices)
                        .orElse(List.of())
                        .stream()
                        .map(NodeKind::devices)
                        .toList(),
                facts.claimed().map(NodeFacts.Claimed::machines),
                hardware.map(h -> new NodeStatus.Host(h.cpus(), h.architecture(), h.cpuModel(), h.hypervisor(),
                        h.libvirt(), h.kernel(), h.agent(), h.simulated())),
                hardware.map(NodeFacts.Hardware::problems).orElse(List.of()), List.of(ready(metadata, facts)),
                metadata.generation());
    }

    private static NodeStatus.Amounts free(NodeFacts.Hardware has, NodeSpec spec, NodeFacts.Claimed claimed) {
        return amounts(Math.max(0, has.cpus() * spec.cpuOvercommitPercent() / 100 - claimed.cpus()),
                Math.max(0, has.memoryMib() - claimed.memoryMib()), Math.max(0, has.diskMib() - claimed.diskMib()),
                Math.max(0, has.bandwidthMbps() - claimed.bandwidthMbps()));
    }

    private static NodeStatus.Devices devices(NodeFacts.Devices of) {
        return new NodeStatus.Devices(of.class_(), of.model(), of.total(), of.claimed(), of.unusable());
    }

    private static NodeStatus.Amounts amounts(int cpus, long memoryMib, long diskMib, int mbps) {
        return new NodeStatus.Amounts(cpus, Quantity.ofMebibytes(memoryMib), Quantity.ofMebibytes(diskMib),
                new Quantity(mbps + "M", mbps * 1_000_000L));
    }

    private static Condition ready(Metadata metadata, NodeFacts facts) {
        var since = facts.readyChanged().orElse(metadata.creationTimestamp());
        if (facts.ready()) {
            return new Condition("Ready", "True", "NodeReporting", "The agent reports", since, metadata.generation());
        }
        return facts.hardware().isPresent()
                ? new Condition("Ready", "Unknown", "LeaseExpired",
                        "The agent does not report; its machines may run on. "
                                + "Look at the host and at the agent's log",
                        since, metadata.generation())
                : new Condition("Ready", "False", "NeverReported", "The agent has not enrolled yet; make a join token "
                        + "with POST .../nodes/%s/jointoken".formatted(metadata.name()), since, metadata.generation());
    }
}
