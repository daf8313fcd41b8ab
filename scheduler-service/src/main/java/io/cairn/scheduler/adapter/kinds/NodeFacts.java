package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known of a node: its last inventory, whether its lease holds, what is claimed on it. */
public record NodeFacts(Optional<Hardware> hardware, Optional<Instant> lastReport,
        @Limits(defaults = "false") boolean ready,
        Optional<Instant> readyChanged, Optional<Claimed> claimed) {

    /** As the agent reports it. */
    public record Hardware(int cpus, long memoryMib, long diskMib, String accelerator,
            @Limits(maxLength = 1024) String acceleratorReason,
            String architecture, String cpuModel, String hypervisor, String libvirt, String kernel, String agent,
            boolean simulated, @Limits(maxLength = 1024) List<String> problems,
            @Limits(defaults = "0") int bandwidthMbps) {}

    /** Sums of the claims. */
    public record Claimed(int machines, int cpus, long memoryMib, long diskMib,
            @Limits(maxItems = 256) List<Devices> devices, @Limits(defaults = "0") int bandwidthMbps) {
        public static final Claimed NOTHING = new Claimed(0, 0, 0, 0, List.of(), 0);
    }

    /** Devices of a model, and of how many somebody has a share. */
    public record Devices(String class_, String model, int total, int claimed, int unusable) {}

    static final NodeFacts NONE = new NodeFacts(Optional.empty(), Optional.empty(), false, Optional.empty(),
            Optional.empty());

    NodeFacts reported(Hardware now, Instant at) {
        var turned = !ready;
        return new NodeFacts(Optional.of(now), turned ? Optional.of(at) : lastReport, true,
                turned ? Optional.of(at) : readyChanged, claimed);
    }

    NodeFacts silent(Instant at) {
        return ready ? new NodeFacts(hardware, lastReport, false, Optional.of(at), claimed) : this;
    }

    NodeFacts with(Claimed sums) {
        return new NodeFacts(hardware, lastReport, ready, readyChanged, Optional.of(sums));
    }
}
