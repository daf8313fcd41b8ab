package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import java.util.List;

/** The scheduler, as the lifecycle needs it. Throws {@link Unavailable} when it cannot be asked. */
public interface Scheduler {

    /** What came of asking for a node. */
    sealed interface Answer {
        record Granted(String node, long claimId) implements Answer {}

        record Refused(String reason, String message, String nextStep) implements Answer {}
    }

    /** A claim that stands. */
    record Standing(String vmUid, long generation) {}

    Answer claim(ObjectKey key, String uid, long generation, VmSpec spec, VmFacts.Pinned size);

    /** Gives a claim back; safe to repeat. False if the claim that stands was asked for at a higher generation. */
    boolean release(String uid, long generation);

    /** Claims in order of machine, behind one. */
    List<Standing> page(String afterUid, int limit);
}
