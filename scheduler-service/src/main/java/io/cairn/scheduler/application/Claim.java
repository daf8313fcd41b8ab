package io.cairn.scheduler.application;

import java.util.List;

/**
 * A machine's share of a node.
 *
 * @param id grows with every claim: with the machine it names this claim and no later one
 * @param shape what the schedulers remember of the request, as {@link Intent.Take} gave it
 */
public record Claim(long id, String vmUid, long generation, String node, Amount amount, List<DeviceShare> devices,
        String shape) {

    public Claim {
        devices = List.copyOf(devices);
    }
}
