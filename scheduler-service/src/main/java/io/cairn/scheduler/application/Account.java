package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.PinnedRoom;
import io.cairn.scheduler.domain.model.DeviceShare;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is claimed of one node, while its row is locked. */
public final class Account {
    /** Owner of an IOMMU group whose devices the host shares out. */
    public static final String HOST = "host";

    private final String node;
    private final Amount capacity;
    private final int overcommitPercent;
    private final boolean overcommitted;
    private final Amount before;
    private final Map<String, Slot> devices = new LinkedHashMap<>();
    private final Map<Integer, String> owners = new HashMap<>();
    private Optional<PinnedRoom> pinnedRoom = Optional.empty();
    private Amount claimed;
    private boolean open;

    /** A device as it is booked: mutable, and seen by nobody but its account and who writes it back. */
    public static final class Slot {
        private final String address;
        private final int group;
        private final boolean usable;
        private final int before;
        private int shares;

        public Slot(String address, int group, boolean usable, int shares) {
            this.address = address;
            this.group = group;
            this.usable = usable;
            this.before = shares;
            this.shares = shares;
        }

        public String address() {
            return address;
        }

        public int group() {
            return group;
        }

        public int change() {
            return shares - before;
        }
    }

    public Account(String node, Amount capacity, int overcommitPercent, boolean overcommitted, Amount claimed) {
        this.node = node;
        this.capacity = capacity;
        this.overcommitPercent = overcommitPercent;
        this.overcommitted = overcommitted;
        this.before = claimed;
        this.claimed = claimed;
    }

    public void device(Slot slot) {
        devices.put(slot.address, slot);
    }

    public void owner(int group, String owner) {
        owners.put(group, owner);
    }

    /** Needed where somebody is to be pinned. */
    public void pinned(PinnedRoom room) {
        pinnedRoom = Optional.of(room);
    }

    /** Needed where somebody comes who is not there yet. */
    public void open() {
        open = true;
    }

    public String node() {
        return node;
    }

    /** What was claimed here since, less what was given back. */
    public Amount change() {
        return claimed.minus(before);
    }

    public List<Slot> changedDevices() {
        return devices.values().stream().filter(slot -> slot.shares != slot.before).toList();
    }

    public Optional<Integer> groupOf(String address) {
        return Optional.ofNullable(devices.get(address)).map(Slot::group);
    }

    public Map<Integer, String> owners() {
        return Map.copyOf(owners);
    }

    /** Empty if somebody who is not there yet may claim it, else why not. */
    Optional<String> refusesNew(String vmUid, Amount asked, List<DeviceShare> parts, List<Integer> cells) {
        return open ? refuses(vmUid, asked, parts, cells) : Optional.of("the node takes nothing new any more");
    }

    /** Empty if it may be claimed, else why not. */
    Optional<String> refuses(String vmUid, Amount asked, List<DeviceShare> parts, List<Integer> cells) {
        if (overcommitted) {
            return Optional.of("the node reported less than is claimed on it");
        }
        var after = claimed.plus(asked);
        if (!fits(after)) {
            return Optional.of("claimed meanwhile: %s of %s are taken".formatted(claimed, capacity));
        }
        if (!cells.isEmpty() && !pinnedRoom.map(room -> room.holds(asked.resources(), cells)).orElse(false)) {
            return Optional.of("claimed meanwhile: NUMA nodes %s of it have no room".formatted(cells));
        }
        return parts.stream().flatMap(part -> refuses(vmUid, part).stream()).findFirst();
    }

    private boolean fits(Amount after) {
        var cpus = after.cpus() * 100L + (long) after.dedicatedCpus() * overcommitPercent;
        return cpus <= capacity.cpus() * 100L && after.memoryMib() <= capacity.memoryMib()
                && after.hugepages2Mi() <= capacity.hugepages2Mi() && after.hugepages1Gi() <= capacity.hugepages1Gi()
                && after.diskMib() <= capacity.diskMib() && after.bandwidthMbps() <= capacity.bandwidthMbps();
    }

    private Optional<String> refuses(String vmUid, DeviceShare part) {
        var slot = devices.get(part.address());
        if (slot == null || !slot.usable) {
            return Optional.of("device %s is %s".formatted(part.address(), slot == null ? "gone" : "not available"));
        }
        var owner = owners.getOrDefault(slot.group, ownerOf(vmUid, part));
        return slot.shares + part.shares() <= DeviceShare.WHOLE && owner.equals(ownerOf(vmUid, part))
                ? Optional.empty()
                : Optional.of("device %s or another one of its IOMMU group is claimed".formatted(part.address()));
    }

    /** A device that is given away whole is the machine's with all its group; one that is shared stays the host's. */
    public static String ownerOf(String vmUid, DeviceShare part) {
        return part.whole() ? vmUid : HOST;
    }

    void take(String vmUid, Amount amount, List<DeviceShare> parts, List<Integer> cells) {
        claimed = claimed.plus(amount);
        if (!cells.isEmpty()) {
            pinnedRoom.ifPresent(room -> room.take(amount.resources(), cells));
        }
        for (var part : parts) {
            var slot = slot(part);
            slot.shares += part.shares();
            owners.put(slot.group, ownerOf(vmUid, part));
        }
    }

    void giveBack(Amount amount, List<DeviceShare> parts, List<Integer> cells) {
        claimed = claimed.minus(amount);
        if (!cells.isEmpty()) {
            pinnedRoom.ifPresent(room -> room.giveBack(amount.resources(), cells));
        }
        for (var part : parts) {
            var slot = slot(part);
            slot.shares -= part.shares();
            if (devices.values().stream().noneMatch(other -> other.group == slot.group && other.shares > 0)) {
                owners.remove(slot.group);
            }
        }
    }

    private Slot slot(DeviceShare part) {
        var slot = devices.get(part.address());
        if (slot == null) {
            throw new IllegalStateException("Node %s has no device %s".formatted(node, part.address()));
        }
        return slot;
    }
}
