package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Piece;
import java.util.List;
import java.util.Optional;

/**
 * A machine's share of a node.
 *
 * @param id grows with every claim: with the machine it names this claim and no later one
 * @param title names the machine: organisation/namespace/name
 * @param cells NUMA nodes that it is pinned to
 * @param shape what the schedulers remember of the request, as {@link Shapes} wrote it
 * @param piece of a reservation that it is, or whose place it took
 */
public record Claim(long id, String vmUid, long generation, String title, String node, Amount amount,
        List<DeviceShare> devices, List<Integer> cells, String shape, Optional<Piece> piece) {

    /** Has to do with no reservation. */
    public Claim(long id, String vmUid, long generation, String title, String node, Amount amount,
            List<DeviceShare> devices, List<Integer> cells, String shape) {
        this(id, vmUid, generation, title, node, amount, devices, cells, shape, Optional.empty());
    }

    public Claim {
        devices = List.copyOf(devices);
        cells = List.copyOf(cells);
    }

    /** Of a machine that made room for another one: it is off, and keeps its disk and nothing else. */
    public boolean parked() {
        return amount.equals(amount.diskOnly());
    }

    public Claim with(long number) {
        return new Claim(number, vmUid, generation, title, node, amount, devices, cells, shape, piece);
    }

    /** Room that a reservation holds, and no machine has. */
    public boolean held() {
        return piece.filter(of -> of.heldBy(vmUid)).isPresent();
    }
}
