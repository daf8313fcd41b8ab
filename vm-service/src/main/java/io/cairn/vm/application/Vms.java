package io.cairn.vm.application;

import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Machines in storage. */
public interface Vms {
    Optional<Resource<VmSpec, VmFacts, VmStatus>> find(String uid);

    /** Changes the facts; records the events that follow, in the same transaction. */
    Optional<Resource<VmSpec, VmFacts, VmStatus>> change(String uid, UnaryOperator<VmFacts> change);

    /** Machines that are placed on a node, at most 10,000. */
    List<Resource<VmSpec, VmFacts, VmStatus>> onNode(String node);

    /** Nodes that machines are placed on. */
    List<String> nodes();

    /** Lets the object go, with a last event. */
    void forget(String uid);

    List<Resource<VmSpec, VmFacts, VmStatus>> page(String afterUid, int limit);
}
