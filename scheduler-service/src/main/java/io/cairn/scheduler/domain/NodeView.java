package io.cairn.scheduler.domain;

import java.util.List;
import java.util.Map;

/**
 * A node as the scheduler sees it when it decides.
 *
 * @param ready its lease has not ended
 * @param emulated it runs QEMU without an accelerator
 * @param emulationAllowed its operator lets machines onto it all the same
 * @param capacity what may be claimed in total, vCPUs after overcommitment
 */
public record NodeView(String name, boolean ready, boolean cordoned, boolean emulated, boolean emulationAllowed,
        Map<String, String> labels, List<Taint> taints, Resources capacity, Resources claimed) {

    public NodeView {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    public Resources free() {
        return capacity.minus(claimed);
    }
}
