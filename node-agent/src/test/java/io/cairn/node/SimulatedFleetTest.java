package io.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.contract.machine.v1.DesiredMachine;
import io.cairn.contract.machine.v1.MachineState;
import io.cairn.contract.machine.v1.Power;
import io.cairn.node.sim.SimulatedFleet;
import io.cairn.node.sim.SimulatedNode;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedFleetTest {
    private static final String UID = Commands.uid(3);
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(8, 16_384, 100_000);

    private static DesiredMachine running() {
        return DesiredMachine.newBuilder()
                .setVmUid(UID)
                .setEpoch(1)
                .setGeneration(1)
                .setPower(Power.POWER_RUNNING)
                .setRun(1)
                .build();
    }

    @Test
    void a_simulated_node_speaks_the_contract_through_lost_messages_and_a_restart_of_its_agent() throws Exception {
        try (var plane = new FakePlane();
                var fleet = new SimulatedFleet("sim-", 1, SIZE,
                        _ -> new SimulatedNode.Plane(plane.channel(), Optional.empty()), Clock.systemUTC())) {
            var node = fleet.nodes().getFirst();
            plane.want(running());
            Waiting.until("running", 60, () -> plane.machine(UID)
                    .filter(m -> m.getState() == MachineState.MACHINE_STATE_RUNNING)
                    .isPresent());
            node.restartAgent();
            plane.want(running().toBuilder().setPower(Power.POWER_OFF).setGeneration(2).build());
            Waiting.until("off", 60, () -> plane.machine(UID)
                    .filter(m -> m.getState() == MachineState.MACHINE_STATE_OFF && m.getGeneration() == 2)
                    .isPresent());
            assertThat(node.host().starts()).isEqualTo(1);
        }
    }

    @Test
    void hundreds_of_nodes_share_one_connection() throws Exception {
        try (var plane = new FakePlane();
                var fleet = new SimulatedFleet("sim-", 300, SIZE,
                        _ -> new SimulatedNode.Plane(plane.channel(), Optional.empty()), Clock.systemUTC())) {
            plane.want(running());
            Waiting.until("all run it", 60,
                    () -> fleet.nodes().stream().allMatch(node -> node.host().runs(UID)));
            assertThat(fleet.nodes()).hasSize(300);
        }
    }
}
