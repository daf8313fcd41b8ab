package io.cairn.vm.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.contract.machine.v1.Hello;
import io.cairn.contract.machine.v1.MachineState;
import io.cairn.contract.machine.v1.NodeMessage;
import io.cairn.contract.machine.v1.Observations;
import io.cairn.contract.machine.v1.ObservedMachine;
import io.cairn.contract.machine.v1.PlaneMessage;
import io.cairn.contract.machine.v1.Power;
import io.cairn.vm.Machines;
import io.cairn.vm.application.MemoryVms;
import io.cairn.vm.application.MemoryWork;
import io.cairn.vm.application.MovingClock;
import io.cairn.vm.application.Observing;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeStreamsTest {
    private static final String UID = Machines.uid(1);

    private final MovingClock clock = new MovingClock();
    private final MemoryVms vms = new MemoryVms();
    private final NodeStreams streams = new NodeStreams(vms, new Observing(vms, new MemoryWork()), clock);

    /** An agent's end of a stream. */
    private static final class Agent implements StreamObserver<PlaneMessage> {
        private final BlockingQueue<PlaneMessage> told = new LinkedBlockingQueue<>();
        private volatile Optional<Status> ended = Optional.empty();

        @Override
        public void onNext(PlaneMessage message) {
            told.add(message);
        }

        @Override
        public void onError(Throwable error) {
            ended = Optional.of(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            ended = Optional.of(Status.OK);
        }

        PlaneMessage next() throws InterruptedException {
            return Optional.ofNullable(told.poll(60, TimeUnit.SECONDS)).orElseThrow();
        }
    }

    @BeforeEach
    void placed() {
        vms.put(Machines.metadata(UID, 1, false), Machines.spec(VmSpec.RunStrategy.ALWAYS), Machines.running());
    }

    @AfterEach
    void close() {
        streams.close();
    }

    private static NodeMessage hello() {
        return NodeMessage.newBuilder().setHello(Hello.newBuilder().setAgentInstance("i")).build();
    }

    private static NodeMessage report(long sequence, ObservedMachine.Builder... machines) {
        return NodeMessage.newBuilder()
                .setObservations(Observations.newBuilder()
                        .setAgentInstance("i")
                        .setSequence(sequence)
                        .setComplete(true)
                        .addAllMachines(List.of(machines).stream().map(ObservedMachine.Builder::build).toList()))
                .build();
    }

    private static ObservedMachine.Builder starts(long starts) {
        return ObservedMachine.newBuilder()
                .setVmUid(UID)
                .setEpoch(1)
                .setGeneration(1)
                .setRun(1)
                .setState(MachineState.MACHINE_STATE_RUNNING)
                .setStarts(starts);
    }

    private long known() {
        return vms.find(UID).orElseThrow().facts().seen().map(VmFacts.Seen::starts).orElse(-1L);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void a_node_that_says_hello_is_told_its_whole_set() throws Exception {
        var agent = new Agent();
        streams.connect(Machines.NODE, agent).onNext(hello());
        var desired = agent.next().getDesired();
        assertThat(desired.getMachinesList()).hasSize(1);
        assertThat(desired.getMachines(0).getEpoch()).isEqualTo(1);
    }

    @Test
    void a_report_that_was_overtaken_by_a_later_one_is_refused() throws Exception {
        var in = streams.connect(Machines.NODE, new Agent());
        in.onNext(report(5, starts(5)));
        until(() -> known() == 5);
        in.onNext(report(4, starts(4)));
        in.onNext(report(5, starts(3)));
        in.onNext(report(6, starts(6)));
        until(() -> known() == 6);
    }

    @Test
    void a_stream_that_was_replaced_is_not_listened_to() throws Exception {
        var old = streams.connect(Machines.NODE, new Agent());
        var fresh = streams.connect(Machines.NODE, new Agent());
        fresh.onNext(report(1, starts(7)));
        until(() -> known() == 7);
        old.onNext(report(9, starts(2)));
        fresh.onNext(report(2, starts(8)));
        until(() -> known() == 8);
        old.onCompleted();
        assertThat(streams.connected()).as("its end does not end the newer one").isEqualTo(1);
    }

    private void placedAt(String node, boolean failOver) {
        var plain = Machines.spec(VmSpec.RunStrategy.ALWAYS);
        var site = new VmSpec.SiteSpec(List.of(), List.of(), Optional.empty(), failOver);
        var spec = new VmSpec(plain.runStrategy(), plain.instanceType(), plain.resources(), plain.image(),
                plain.rootDisk(), List.of(), List.of(), List.of(), plain.userData(),
                Optional.of(new VmSpec.PlacementSpec(Map.of(), Optional.empty(), Optional.empty(), List.of(), List.of(),
                        List.of(), Optional.empty(), Optional.empty(), Optional.of(site), Optional.empty(),
                        Optional.empty())),
                0);
        vms.put(Machines.metadata(UID, 1, false), spec, Machines.running()
                .lost()
                .placedOn(
                        new VmFacts.Place(node, 2, List.of())));
    }

    /** Of how many machines an agent is told that says hello. */
    private static int told(StreamObserver<NodeMessage> in, Agent agent) {
        in.onNext(hello());
        try {
            return agent.next().getDesired().getMachinesCount();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void what_is_left_of_a_machine_that_was_made_anew_elsewhere_is_removed_if_its_owner_agreed() throws Exception {
        placedAt("elsewhere", true);
        var agent = new Agent();
        var in = streams.connect(Machines.NODE, agent);
        in.onNext(hello());
        assertThat(agent.next().getDesired().getMachinesList()).isEmpty();
        in.onNext(report(1, starts(1).setOrphan(true)));
        var told = agent.next().getDesired().getMachines(0);
        assertThat(told.getPower()).isEqualTo(Power.POWER_ABSENT);
        assertThat(told.getEpoch()).as("and nothing newer").isEqualTo(1);
        in.onNext(report(2, starts(1).setState(MachineState.MACHINE_STATE_ABSENT)));
        until(() -> told(in, agent) == 0);
        in.onNext(report(3, starts(1).setEpoch(2).setOrphan(true)));
        assertThat(told(in, agent)).as("one of its epoch is not older").isZero();
        placedAt("elsewhere", false);
        in.onNext(report(4, starts(1).setOrphan(true)));
        assertThat(told(in, agent)).as("it may be somebody's data").isZero();
    }

    @Test
    void an_agent_that_takes_its_own_machine_for_an_orphan_is_told_again() throws Exception {
        var agent = new Agent();
        var in = streams.connect(Machines.NODE, agent);
        in.onNext(hello());
        assertThat(agent.next().hasDesired()).isTrue();
        in.onNext(report(1, starts(1).setOrphan(true)));
        assertThat(agent.next().getDesired().getMachinesList()).hasSize(1);
        assertThat(known()).as("what it says of an orphan is not taken in").isEqualTo(1);
    }

    @Test
    void a_node_without_a_stream_is_silent_after_a_while_and_heard_with_its_next_report() throws Exception {
        var in = streams.connect(Machines.NODE, new Agent());
        in.onNext(hello());
        in.onError(Status.UNAVAILABLE.asException());
        clock.advance(Duration.ofSeconds(14));
        streams.sweepSilent();
        assertThat(vms.find(UID).orElseThrow().facts().silentSince()).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        streams.sweepSilent();
        assertThat(vms.find(UID).orElseThrow().facts().silentSince()).contains(Machines.T0);
        streams.connect(Machines.NODE, new Agent()).onNext(report(1, starts(1)));
        until(() -> vms.find(UID).orElseThrow().facts().silentSince().isEmpty());
    }

    @Test
    void an_open_stream_that_says_nothing_is_ended_and_its_node_is_silent() {
        var agent = new Agent();
        streams.connect(Machines.NODE, agent).onNext(hello());
        clock.advance(Duration.ofSeconds(26));
        streams.sweepSilent();
        assertThat(agent.ended.orElseThrow().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(vms.find(UID).orElseThrow().facts().silentSince()).isPresent();
        assertThat(streams.connected()).isZero();
    }
}
