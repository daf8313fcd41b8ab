package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceShare;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices of one node and what is taken of them. A whole device goes with its whole IOMMU group; a shared one keeps
 * its group with the host; a virtual function and its physical one exclude each other.
 */
final class Devices {
    static final Devices NONE = new Devices(List.of());

    private final List<Device> devices;
    private final Map<String, Integer> byAddress;
    /** Thousandths taken; may exceed a whole: facts win. */
    private final int[] taken;
    private final int[] groupOf;
    private final int[] parentOf;
    private final int[] wholeInGroup;
    private final int[] sharedInGroup;
    private final int[] takenChildren;
    private final boolean virtual;

    Devices(List<Device> devices) {
        this.devices = devices;
        var count = devices.size();
        byAddress = HashMap.newHashMap(count);
        for (var i = 0; i < count; i++) {
            byAddress.put(devices.get(i).address(), i);
        }
        taken = new int[count];
        groupOf = new int[count];
        parentOf = new int[count];
        wholeInGroup = new int[count];
        sharedInGroup = new int[count];
        takenChildren = new int[count];
        var groups = new HashMap<Integer, Integer>();
        for (var i = 0; i < count; i++) {
            var device = devices.get(i);
            groupOf[i] = device.iommuGroup() < 0 ? i : groups.getOrDefault(device.iommuGroup(), i);
            groups.putIfAbsent(device.iommuGroup(), i);
            parentOf[i] = byAddress.getOrDefault(device.parent(), -1);
        }
        virtual = Arrays.stream(parentOf).anyMatch(parent -> parent >= 0);
    }

    /** What a node does not report any more is nobody's to choose; it comes back as taken as it was. */
    void book(List<DeviceShare> parts, int sign) {
        for (var part : parts) {
            var found = byAddress.get(part.address());
            if (found == null) {
                continue;
            }
            int i = found;
            taken[i] += sign * part.shares();
            (part.whole() ? wholeInGroup : sharedInGroup)[groupOf[i]] += sign;
            if (parentOf[i] >= 0) {
                takenChildren[parentOf[i]] += sign;
            }
        }
    }

    int count() {
        return devices.size();
    }

    /** Whether there are virtual functions beside their physical ones. */
    boolean virtual() {
        return virtual;
    }

    Device device(int i) {
        return devices.get(i);
    }

    /** Devices of one group carry the same number. */
    int group(int i) {
        return groupOf[i];
    }

    private boolean offered(int i) {
        return devices.get(i).usable() && takenChildren[i] == 0 && (parentOf[i] < 0 || taken[parentOf[i]] == 0);
    }

    boolean freeWhole(int i) {
        return taken[i] == 0 && wholeInGroup[groupOf[i]] == 0 && sharedInGroup[groupOf[i]] == 0 && offered(i);
    }

    int freeShares(int i) {
        var open = devices.get(i).shareable() && wholeInGroup[groupOf[i]] == 0 && offered(i);
        return open ? Math.max(0, DeviceShare.WHOLE - taken[i]) : 0;
    }

    boolean hasVirtual(int i) {
        return virtual && Arrays.stream(parentOf).anyMatch(parent -> parent == i);
    }

    /** Whether a virtual function and its physical one would both be taken. */
    boolean related(int i, int j) {
        return parentOf[i] == j || parentOf[j] == i;
    }
}
