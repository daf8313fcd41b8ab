package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.NodeView;
import io.cairn.scheduler.domain.Resources;
import java.util.List;
import java.util.Optional;

/** Claims in storage. Every method is one transaction. */
public interface Claims {
    Optional<Claim> find(String vmUid);

    /** Takes a share of a node; empty if it does not fit any more, or another claim for the machine came first. */
    Optional<Claim> take(ClaimAsk ask, String node);

    /** Changes the size of a claim where it is; empty if it does not fit or the claim has moved on. */
    Optional<Claim> resize(Claim claim, long generation, Resources resources);

    /** Gives a claim back if its generation is not higher than the one given. */
    boolean release(String vmUid, long generation);

    List<Claim> page(String afterVmUid, int limit);

    /** Every node with what is claimed on it, by name. */
    List<NodeView> view();
}
