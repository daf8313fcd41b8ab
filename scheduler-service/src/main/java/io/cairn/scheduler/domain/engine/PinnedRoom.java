package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Resources;
import java.util.List;

/** What pinned machines leave of the NUMA nodes of a node, for whoever books and does not choose. */
public final class PinnedRoom {
    private final Cells cells = new Cells();
    private final int overcommitPercent;

    public PinnedRoom(List<Node.Cell> cells, int overcommitPercent) {
        this.cells.become(cells);
        this.overcommitPercent = overcommitPercent;
    }

    /** Whether each of these NUMA nodes has an equal part of it left. */
    public boolean holds(Resources whole, List<Integer> pinned) {
        return cells.holds(pinned, whole, overcommitPercent);
    }

    public void take(Resources whole, List<Integer> pinned) {
        cells.book(pinned, whole, overcommitPercent, 1);
    }

    public void giveBack(Resources whole, List<Integer> pinned) {
        cells.book(pinned, whole, overcommitPercent, -1);
    }
}
