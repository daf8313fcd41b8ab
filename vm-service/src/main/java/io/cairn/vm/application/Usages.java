package io.cairn.vm.application;

import io.cairn.vm.domain.VmStats;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What machines use, asked of their nodes. */
public interface Usages {

    /**
     * @param stats by uid; a machine that does not run, or whose hypervisor does not answer, is missing
     * @param silent nodes that did not answer in time
     */
    record Answers(Map<String, VmStats> stats, Set<String> silent) {}

    /** Asks all nodes at once and waits a few seconds for the last. */
    Answers ask(Map<String, List<String>> uidsByNode) throws InterruptedException;
}
