package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Resources;

/**
 * What is counted of a node: as much as a machine takes, or as much as there is.
 *
 * @param cpus vCPUs that share logical CPUs; of a node, after overcommitment
 * @param dedicatedCpus logical CPUs that a machine has for itself
 * @param memoryMib guest memory in ordinary pages, MiB
 * @param hugepages2Mi pages of 2 MiB
 * @param hugepages1Gi pages of 1 GiB
 * @param diskMib local disk, MiB
 * @param bandwidthMbps network, Mbit/s
 */
public record Amount(int cpus, int dedicatedCpus, long memoryMib, int hugepages2Mi, int hugepages1Gi, long diskMib,
        int bandwidthMbps) {
    private static final int MILLI = 1_000;
    public static final Amount NONE = new Amount(0, 0, 0, 0, 0, 0, 0);

    /** vCPUs are claimed whole. */
    public static Amount of(Resources resources) {
        return new Amount(Math.ceilDiv(resources.cpuMilli(), MILLI), resources.dedicatedCpus(), resources.memoryMib(),
                resources.hugepages2Mi(), resources.hugepages1Gi(), resources.diskMib(), resources.bandwidthMbps());
    }

    public Resources resources() {
        return new Resources(cpus * MILLI, dedicatedCpus, memoryMib, hugepages2Mi, hugepages1Gi, diskMib,
                bandwidthMbps);
    }

    public Amount diskOnly() {
        return new Amount(0, 0, 0, 0, 0, diskMib, 0);
    }

    public Amount plus(Amount more) {
        return new Amount(cpus + more.cpus, dedicatedCpus + more.dedicatedCpus, memoryMib + more.memoryMib,
                hugepages2Mi + more.hugepages2Mi, hugepages1Gi + more.hugepages1Gi, diskMib + more.diskMib,
                bandwidthMbps + more.bandwidthMbps);
    }

    public Amount minus(Amount less) {
        return plus(new Amount(-less.cpus, -less.dedicatedCpus, -less.memoryMib, -less.hugepages2Mi,
                -less.hugepages1Gi, -less.diskMib, -less.bandwidthMbps));
    }

    /** True if no dimension is larger. */
    public boolean noMoreThan(Amount other) {
        return cpus <= other.cpus && dedicatedCpus <= other.dedicatedCpus && memoryMib <= other.memoryMib
                && hugepages2Mi <= other.hugepages2Mi && hugepages1Gi <= other.hugepages1Gi
                && diskMib <= other.diskMib && bandwidthMbps <= other.bandwidthMbps;
    }
}
