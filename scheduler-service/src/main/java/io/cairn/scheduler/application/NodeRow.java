package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a node's capacity, without what is claimed of it.
 *
 * @param overcommitted it reported less than is claimed on it, and so takes nothing new
 * @param emulated it runs QEMU without an accelerator
 * @param attachesDevices its agent can give devices to machines
 * @param numa cells; none if the node did not say
 */
public record NodeRow(String name, Amount capacity, int overcommitPercent, boolean overcommitted, boolean emulated,
        boolean simulated, boolean attachesDevices, List<Cell> numa, List<Device> devices) {

    public NodeRow {
        numa = List.copyOf(numa);
        devices = List.copyOf(devices);
    }

    /** Its NUMA nodes as the engine knows them. */
    public List<Node.Cell> cells() {
        return cells(numa);
    }

    public static List<Node.Cell> cells(List<Cell> numa) {
        return numa.stream()
                .map(cell -> new Node.Cell(cell.id(), cell.cpus(), cell.memoryMib(), cell.pagesOf2Mi(),
                        cell.pagesOf1Gi()))
                .toList();
    }

    /** Logical CPUs. */
    public int cores() {
        return capacity.cpus() * 100 / overcommitPercent;
    }

    /**
     * A NUMA node: logical CPUs, memory in ordinary pages, and pages beside that.
     *
     * @param hugepages2Mi none in what was stored before there was such a thing
     */
    public record Cell(int id, int cpus, long memoryMib, @Nullable Integer hugepages2Mi,
            @Nullable Integer hugepages1Gi) {
        int pagesOf2Mi() {
            return hugepages2Mi == null ? 0 : hugepages2Mi;
        }

        int pagesOf1Gi() {
            return hugepages1Gi == null ? 0 : hugepages1Gi;
        }
    }

    /**
     * @param usable present, and neither quarantined nor being cleaned
     * @param shareable the host can share it out in thousandths
     * @param parent the physical function of a virtual one; empty otherwise
     */
    public record Device(String address, String deviceClass, String model, int iommuGroup, int numaNode,
            String pcieSwitch, String fabric, String parent, boolean usable, boolean shareable) {}
}
