package io.cairn.node.domain;

import java.util.List;

/**
 * What a machine is given on this host for a run.
 *
 * @param ip its address
 * @param cpus logical CPUs: with dedicated ones that of each vCPU in order, else those that it may use; none if it may
 *     use all
 */
public record Seat(String ip, List<Integer> cpus) {
    public Seat {
        cpus = List.copyOf(cpus);
    }
}
