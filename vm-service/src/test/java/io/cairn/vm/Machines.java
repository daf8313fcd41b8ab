package io.cairn.vm;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.StatusOfVm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines for tests. */
public final class Machines {
    public static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    public static final String NODE = "node-1";
    public static final VmFacts.Place PLACE = new VmFacts.Place(NODE, 1, List.of());
    public static final VmFacts.Pinned PINNED = new VmFacts.Pinned(1, 128, 16,
            new VmFacts.PinnedImage("micro", "sha256:0", "", "", 0, "sha256:1", 1, "sha256:2", 1, ""));

    private Machines() {}

    public static String uid(int number) {
        return "%08d-0000-4000-8000-000000000000".formatted(number);
    }

    public static VmSpec spec(VmSpec.RunStrategy strategy) {
        return new VmSpec(strategy, Optional.of("c1.nano"), Optional.empty(), "micro", Optional.empty(), List.of(),
                List.of(), List.of(), Optional.empty(), Optional.empty(), 0);
    }

    public static Metadata metadata(String uid, long generation, boolean deleting) {
        return new Metadata(new ObjectKey("default", "team-a", "vm-" + uid.substring(0, 8)), uid, 1, generation, T0,
                deleting ? Optional.of(T0) : Optional.empty(), Map.of(), Map.of(), List.of(), List.of(), "[]");
    }

    public static VmFacts.Seen seen(VmFacts.State state, long epoch, long generation, long run, VmFacts.Exit exit) {
        return new VmFacts.Seen(state, epoch, generation, run, run, exit, "", Optional.empty(), List.of(),
                Optional.empty(), 0, "");
    }

    /** Placed at epoch 1, and running as asked at generation 1. */
    public static VmFacts running() {
        return VmFacts.NONE.withPinned(PINNED)
                .placedOn(PLACE)
                .observed(seen(VmFacts.State.RUNNING, 1, 1, 1, VmFacts.Exit.NONE));
    }

    public static Resource<VmSpec, VmFacts, VmStatus> vm(Metadata metadata, VmSpec spec, VmFacts facts) {
        return new Resource<>(metadata, spec, facts, StatusOfVm.status(metadata, spec, facts));
    }
}
