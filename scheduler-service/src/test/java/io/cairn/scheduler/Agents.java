package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.EnrolRequest;
import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.NodeReport;
import io.cairn.contract.scheduler.v1.NodesGrpc;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.scheduler.adapter.jdbc.JoinTokens;
import io.cairn.scheduler.adapter.kinds.NodeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Agents of nodes that are all alike. */
final class Agents {
    private final Running scheduler;
    private final Inventory inventory;
    private final List<NodesGrpc.NodesBlockingStub> agents = new ArrayList<>();
    private int sequence;

    Agents(Running scheduler, int cpus, long memoryMib) {
        this.scheduler = scheduler;
        this.inventory = Inventory.newBuilder().setCpus(cpus).setMemoryMib(memoryMib).setDiskMib(65_536).build();
    }

    /** A node whose agent enrols with a join token. */
    Agents join(String name, Map<String, String> labels) throws Exception {
        scheduler.bean(ResourceApi.class)
                .of(scheduler.bean(NodeKinds.class).node())
                .create(ObjectKey.cluster(name), labels, List.of(), new NodeSpec(false, true, 100, List.of()));
        var keys = Requests.keys();
        var enrolled = NodesGrpc.newBlockingStub(scheduler.channel())
                .enrol(EnrolRequest.newBuilder()
                        .setToken(scheduler.bean(JoinTokens.class).issue(name, Duration.ofHours(1)))
                        .setCsrDer(ByteString.copyFrom(Requests.plain(keys)))
                        .build());
        agents.add(NodesGrpc.newBlockingStub(scheduler.channel(enrolled.getCertificatePem(), keys)));
        return this;
    }

    /** A small machine. */
    static ClaimRequest ask(String machine, int cpus) {
        return ClaimRequest.newBuilder()
                .setVmUid(machine)
                .setGeneration(1)
                .setOrganisation("acme")
                .setNamespace("default")
                .setName(machine)
                .setResources(Resources.newBuilder().setCpus(cpus).setMemoryMib(512).setDiskMib(512))
                .build();
    }

    /** The lease of no node ends, however busy the host is. */
    void report() {
        sequence++;
        for (var agent : agents) {
            assertThat(agent.report(NodeReport.newBuilder()
                    .setAgentInstance("i")
                    .setSequence(sequence)
                    .setBootId("b")
                    .setInventory(inventory)
                    .build()).getLeaseSeconds()).isPositive();
        }
    }
}
