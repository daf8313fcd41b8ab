package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Piece;
import java.util.List;
import java.util.Optional;

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
     * @param piece of a reservation that it is, or whose place it takes
     */
    record Take(String vmUid, long generation, String title, String node, Amount amount, List<DeviceShare> devices,
            List<Integer> cells, String shape, String gang, Optional<Piece> piece) implements Intent {

        /** Has to do with no reservation. */
        public Take(String vmUid, long generation, String title, String node, Amount amount, List<DeviceShare> devices,
                List<Integer> cells, String shape, String gang) {
            this(vmUid, generation, title, node, amount, devices, cells, shape, gang, Optional.empty());
        }

        public Take {
            devices = List.copyOf(devices);
            cells = List.copyOf(cells);
        }

        /** The claim that it becomes, before the storage has given it a number. */
        Claim claim() {
            return new Claim(0, vmUid, generation, title, node, amount, devices, cells, shape, piece);
        }

        /** The piece that is given back for it. */
        public Optional<Piece> trades() {
            return piece.filter(of -> !of.heldBy(vmUid));
        }

        /** The piece that it is itself. */
        public Optional<Piece> holds() {
            return piece.filter(of -> of.heldBy(vmUid));
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
