package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Request;
import java.util.List;

/** A machine on a node, with its places in the lists that hold it. */
final class Placed {
    final String machine;
    final NodeState node;
    final Request request;
    final List<DeviceShare> devices;
    final List<Integer> cells;
    final Profile profile;
    int atNode;
    int atLabels;
    /** Taken for off in a look at what room there would be. */
    boolean off;

    Placed(Claim claim, NodeState node, Profile profile) {
        this.machine = claim.machine();
        this.node = node;
        this.request = claim.request();
        this.devices = claim.devices();
        this.cells = claim.cells();
        this.profile = profile;
    }

    Claim claim() {
        return new Claim(machine, node.node().name(), request, devices, cells);
    }
}
