package io.cairn.scheduler.domain.model;

/**
 * A device that machines may have.
 *
 * @param address PCI address with its domain: {@code 0000:3b:00.0}
 * @param deviceClass gpu, nic, nvme
 * @param model as its operators name it: {@code nvidia-h200}
 * @param iommuGroup goes to one machine as a whole; negative if the device is alone
 * @param numaNode id of the nearest NUMA node; -1 if unknown
 * @param pcieSwitch address of the switch above it; empty if there is none
 * @param fabric partition of a fabric such as NVLink; empty if there is none
 * @param parent address of the physical function of a virtual one (SR-IOV); empty otherwise
 * @param usable neither quarantined nor being cleaned
 * @param shareable the host can share it out in thousandths
 */
public record Device(String address, String deviceClass, String model, int iommuGroup, int numaNode, String pcieSwitch,
        String fabric, String parent, boolean usable, boolean shareable) {

    /** One that is alone in its group. */
    public static Device of(String address, String deviceClass, String model) {
        return new Device(address, deviceClass, model, -1, -1, "", "", "", true, true);
    }

    public Device inGroup(int group) {
        return new Device(address, deviceClass, model, group, numaNode, pcieSwitch, fabric, parent, usable, shareable);
    }

    public Device at(int numa, String aSwitch, String aFabric) {
        return new Device(address, deviceClass, model, iommuGroup, numa, aSwitch, aFabric, parent, usable, shareable);
    }

    public Device virtualOf(String physical) {
        return new Device(address, deviceClass, model, iommuGroup, numaNode, pcieSwitch, fabric, physical, usable,
                shareable);
    }

    public Device usable(boolean now) {
        return new Device(address, deviceClass, model, iommuGroup, numaNode, pcieSwitch, fabric, parent, now,
                shareable);
    }
}
