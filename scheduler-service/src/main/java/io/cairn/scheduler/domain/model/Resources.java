package io.cairn.scheduler.domain.model;

/**
 * What is counted of a node: as much as a machine takes, or as much as there is.
 *
 * @param cpuMilli thousandths of vCPUs that share logical CPUs; of a node, after overcommitment
 * @param dedicatedCpus logical CPUs that a machine has for itself; of a node, 0: it gives them out of its cpuMilli
 * @param memoryMib memory in ordinary pages, MiB
 * @param hugepages2Mi pages of 2 MiB, beside the memory
 * @param hugepages1Gi pages of 1 GiB, beside the memory
 * @param diskMib local disk, MiB
 * @param bandwidthMbps network, Mbit/s
 */
public record Resources(int cpuMilli, int dedicatedCpus, long memoryMib, int hugepages2Mi, int hugepages1Gi,
        long diskMib, int bandwidthMbps) {
    public static final Resources NONE = new Resources(0, 0, 0, 0, 0, 0, 0);

    public Resources {
        if (cpuMilli < 0 || dedicatedCpus < 0 || memoryMib < 0 || hugepages2Mi < 0 || hugepages1Gi < 0 || diskMib < 0
                || bandwidthMbps < 0) {
            throw new IllegalArgumentException(
                    "No amount may be negative: %d cpu/1000, %d dedicated, %d MiB, %d x 2Mi, "
                            .formatted(cpuMilli, dedicatedCpus, memoryMib, hugepages2Mi)
                            + "%d x 1Gi, %d MiB disk, %d Mbit/s".formatted(hugepages1Gi, diskMib, bandwidthMbps));
        }
    }

    public static Resources of(int vcpus, long memoryMib, long diskMib) {
        return new Resources(vcpus * 1000, 0, memoryMib, 0, 0, diskMib, 0);
    }

    public Resources withDedicated(int cpus) {
        return new Resources(cpuMilli, cpus, memoryMib, hugepages2Mi, hugepages1Gi, diskMib, bandwidthMbps);
    }

    public Resources withHugepages(int pagesOf2Mi, int pagesOf1Gi) {
        return new Resources(cpuMilli, dedicatedCpus, memoryMib, pagesOf2Mi, pagesOf1Gi, diskMib, bandwidthMbps);
    }

    public Resources withBandwidth(int mbps) {
        return new Resources(cpuMilli, dedicatedCpus, memoryMib, hugepages2Mi, hugepages1Gi, diskMib, mbps);
    }
}
