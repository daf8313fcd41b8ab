package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.DeviceShare;
import java.util.List;

/** What a scheduler wants to become of one machine's claim. */
public sealed interface Intent {
    String vmUid();

    long generation();

    /**
     * A share of a node that was decided on, perhaps on a view that is out of date.
     *
     * @param title names the machine: organisation/namespace/name
     * @param cells NUMA nodes to pin it to
     * @param gang takes of the same gang are all granted or none is; empty for a machine on its own
     */
    record Take(String vmUid, long generation, String title, String node, Amount amount, List<DeviceShare> devices,
            List<Integer> cells, String shape, String gang) implements Intent {

        public Take {
            devices = List.copyOf(devices);
            cells = List.copyOf(cells);
        }

        /** The claim that it becomes, before the storage has given it a number. */
        Claim claim() {
            return new Claim(0, vmUid, generation, title, node, amount, devices, cells, shape);
        }
    }

    /** Another size in the same place; devices stay. */
    record Resize(String vmUid, long generation, Amount amount, String shape) implements Intent {}

    /** The machine is off and made room: its claim keeps the disk only, unless it is of a higher generation. */
    record Park(String vmUid, long generation, String shape) implements Intent {}

    /** All of the claim again, on the node of the disk of a machine that made room. It is a new claim by its number. */
    record Return(String vmUid, long generation, String node, Amount amount, List<DeviceShare> devices,
            List<Integer> cells, String shape) implements Intent {

        public Return {
            devices = List.copyOf(devices);
            cells = List.copyOf(cells);
        }
    }

    /** The claim goes back, unless it is of a higher generation. */
    record Release(String vmUid, long generation) implements Intent {}
}
