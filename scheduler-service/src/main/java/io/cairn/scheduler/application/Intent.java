package io.cairn.scheduler.application;

import java.util.List;

/** What a scheduler wants to become of one machine's claim. */
public sealed interface Intent {
    String vmUid();

    long generation();

    /**
     * A share of a node that was decided on, perhaps on a view that is out of date.
     *
     * @param title names the machine for people
     * @param gang takes of the same gang are all granted or none is; empty for a machine on its own
     */
    record Take(String vmUid, long generation, String title, String node, Amount amount, List<DeviceShare> devices,
            String shape, String gang) implements Intent {

        public Take {
            devices = List.copyOf(devices);
        }
    }

    /** Another size in the same place; devices stay. */
    record Resize(String vmUid, long generation, Amount amount, String shape) implements Intent {}

    /** The claim goes back, unless it is of a higher generation. */
    record Release(String vmUid, long generation) implements Intent {}
}
