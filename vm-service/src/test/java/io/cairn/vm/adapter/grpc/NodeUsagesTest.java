package io.cairn.vm.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.contract.machine.v1.Counters;
import io.cairn.contract.machine.v1.MachineUsage;
import io.cairn.contract.machine.v1.NodeMessage;
import io.cairn.contract.machine.v1.PlaneMessage;
import io.cairn.contract.machine.v1.UsageReport;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.Machines;
import io.cairn.vm.adapter.kinds.StatsView;
import io.cairn.vm.application.MemoryVms;
import io.cairn.vm.application.MemoryWork;
import io.cairn.vm.application.MovingClock;
import io.cairn.vm.application.Observing;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStats;
import io.cairn.vm.domain.VmStatus;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What machines use, from the stream of a node to the subresource. */
class NodeUsagesTest {
    private final MemoryVms vms = new MemoryVms();
    private final NodeStreams streams = new NodeStreams(vms, new Observing(vms, new MemoryWork()), new MovingClock());
    private final NodeUsages usages = new NodeUsages(() -> streams);
    private final List<PlaneMessage> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        streams.close();
    }

    /** Connects a node that answers each question as it is told to. */
    private void connect(String node, Function<List<String>, Optional<UsageReport.Builder>> answers) {
        var in = new ArrayList<StreamObserver<NodeMessage>>();
        in.add(streams.connect(node, new StreamObserver<>() {
            @Override
            public void onNext(PlaneMessage message) {
                told.add(message);
                if (message.hasUsageRequest()) {
                    answers.apply(message.getUsageRequest().getVmUidsList())
                            .ifPresent(report -> in.getFirst()
                                    .onNext(NodeMessage.newBuilder()
                                            .setUsage(report.setRequest(message.getUsageRequest().getRequest()))
                                            .build()));
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {}
        }));
    }

    /** Each of its machines is half busy with two vCPUs. */
    private static Optional<UsageReport.Builder> half(List<String> uids) {
        var report = UsageReport.newBuilder().setSeenEpochMilli(Machines.T0.toEpochMilli()).setWindowMillis(10_000);
        uids.forEach(uid -> report.addMachines(MachineUsage.newBuilder()
                .setVmUid(uid)
                .setVcpus(2)
                .setAssignedKib(1 << 20)
                .setResidentKib(300_000)
                .setTotal(Counters.newBuilder().setCpuNanos(5_000_000_000L).setReadBytes(4096).setSentPackets(7))
                .setPerSecond(Counters.newBuilder().setCpuNanos(1_000_000_000).setReadBytes(512))));
        return Optional.of(report);
    }

    private Resource<VmSpec, VmFacts, VmStatus> machine(int number, VmFacts facts) {
        vms.put(Machines.metadata(Machines.uid(number), 1, false), Machines.spec(VmSpec.RunStrategy.ALWAYS), facts);
        return vms.find(Machines.uid(number)).orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private List<VmStats> look(List<Resource<VmSpec, VmFacts, VmStatus>> machines) throws InterruptedException {
        var view = (Subresource.View<VmSpec, VmFacts, VmStatus, VmStats>) new StatsView(usages).subresource();
        return view.look().look(machines);
    }

    @Test
    void a_running_machine_has_numbers_and_rates() throws Exception {
        connect(Machines.NODE, NodeUsagesTest::half);
        var stats = look(List.of(machine(1, Machines.running()))).getFirst();
        assertThat(stats.powerState()).isEqualTo("On");
        assertThat(stats.message()).isEmpty();
        assertThat(stats.seenAt()).contains(Machines.T0);
        assertThat(stats.cpu()).contains(new VmStats.Cpu(2, 5_000, Optional.of(1_000L), Optional.of(50L)));
        assertThat(stats.memory().orElseThrow().assigned().bytes()).isEqualTo(1L << 30);
        assertThat(stats.memory().orElseThrow().guestUsed()).isEmpty();
        assertThat(stats.disk().orElseThrow().readBytesPerSecond()).contains(512L);
        assertThat(stats.network().orElseThrow().sentPackets()).isEqualTo(7);
    }

    @Test
    void a_page_of_machines_is_one_question_to_each_node_and_none_about_those_that_are_off() throws Exception {
        connect(Machines.NODE, NodeUsagesTest::half);
        var off = Machines.running().observed(Machines.seen(VmFacts.State.OFF, 1, 1, 1, VmFacts.Exit.REQUESTED));
        var stats = look(List.of(machine(1, Machines.running()), machine(2, off), machine(3, Machines.running())));
        assertThat(told).filteredOn(PlaneMessage::hasUsageRequest)
                .singleElement()
                .satisfies(one -> assertThat(one.getUsageRequest().getVmUidsList())
                        .containsExactly(Machines.uid(1), Machines.uid(3)));
        assertThat(stats).extracting(each -> each.cpu().isPresent()).containsExactly(true, false, true);
        assertThat(stats.get(1).message()).isPresent();
    }

    @Test
    void a_node_that_does_not_answer_or_is_not_there_is_told_of_and_keeps_no_other_from_answering() throws Exception {
        connect("slow", _ -> Optional.empty());
        connect(Machines.NODE, NodeUsagesTest::half);
        var answers = usages.ask(Map.of("slow", List.of("a"), "away", List.of("b"), Machines.NODE, List.of("c")));
        assertThat(answers.silent()).containsExactlyInAnyOrder("slow", "away");
        assertThat(answers.stats()).containsOnlyKeys("c");
    }

    @Test
    void a_machine_of_a_silent_node_has_no_numbers_but_words() throws Exception {
        var stats = look(List.of(machine(1, Machines.running()))).getFirst();
        assertThat(stats.cpu()).isEmpty();
        assertThat(stats.message().orElseThrow()).contains(Machines.NODE, "did not answer", "may run on");
    }

    @Test
    void one_node_cannot_answer_for_another() throws Exception {
        var liar = new ArrayList<StreamObserver<NodeMessage>>();
        connect(Machines.NODE, uids -> {
            var number = told.getLast().getUsageRequest().getRequest();
            liar.getFirst()
                    .onNext(NodeMessage.newBuilder()
                            .setUsage(UsageReport.newBuilder()
                                    .setRequest(number)
                                    .addMachines(MachineUsage.newBuilder().setVmUid("a").setVcpus(99)))
                            .build());
            return half(uids);
        });
        liar.add(streams.connect("liar", new Deaf()));
        var answers = usages.ask(Map.of(Machines.NODE, List.of("a")));
        assertThat(answers.stats().get("a")).isNotNull()
                .satisfies(stats -> assertThat(stats.cpu().orElseThrow().vcpus()).isEqualTo(2));
    }

    private static final class Deaf implements StreamObserver<PlaneMessage> {
        @Override
        public void onNext(PlaneMessage message) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
