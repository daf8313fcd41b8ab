package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Tenancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is free on one node. Taking and giving back are the same sums with another sign, so they cancel out. */
final class NodeState implements NodeView {
    final int index;
    final List<Placed> placed = new ArrayList<>(0);
    final Cells cells = new Cells();
    Devices devices = Devices.NONE;
    private Node node;
    private long version;
    private int cpuMilli;
    private long memoryMib;
    private int hugepages2Mi;
    private int hugepages1Gi;
    private long diskMib;
    private int bandwidthMbps;
    private int hostKeepers;
    private int deviceKeepers;

    NodeState(int index, Node node) {
        this.index = index;
        this.node = node;
        become(node);
    }

    /** Takes in what the node says now; what is claimed stays claimed. */
    void become(Node now) {
        node = now;
        version++;
        var capacity = now.capacity();
        cpuMilli = capacity.cpuMilli();
        memoryMib = capacity.memoryMib();
        hugepages2Mi = capacity.hugepages2Mi();
        hugepages1Gi = capacity.hugepages1Gi();
        diskMib = capacity.diskMib();
        bandwidthMbps = capacity.bandwidthMbps();
        devices = now.devices().isEmpty() ? Devices.NONE : new Devices(now.devices());
        cells.become(now.cells());
        hostKeepers = 0;
        deviceKeepers = 0;
        placed.forEach(one -> book(one.request, one.devices, one.cells, 1));
    }

    void take(Placed one) {
        version++;
        one.atNode = placed.size();
        placed.add(one);
        book(one.request, one.devices, one.cells, 1);
    }

    void giveBack(Placed one) {
        version++;
        var last = placed.removeLast();
        if (last != one) {
            placed.set(one.atNode, last);
            last.atNode = one.atNode;
        }
        book(one.request, one.devices, one.cells, -1);
    }

    /** What is free if some of the machines were off: their disks stay. For a look, {@link #after} undoes it. */
    void before(Placed one) {
        book(one.request, one.devices, one.cells, -1);
        diskMib -= one.request.resources().diskMib();
        one.off = true;
    }

    void after(Placed one) {
        book(one.request, one.devices, one.cells, 1);
        diskMib += one.request.resources().diskMib();
        one.off = false;
    }

    private void book(Request request, List<DeviceShare> parts, List<Integer> pinned, int sign) {
        var asked = request.resources();
        cpuMilli -= sign * (asked.cpuMilli() + asked.dedicatedCpus() * node.dedicatedMilli());
        memoryMib -= sign * asked.memoryMib();
        hugepages2Mi -= sign * asked.hugepages2Mi();
        hugepages1Gi -= sign * asked.hugepages1Gi();
        diskMib -= sign * asked.diskMib();
        bandwidthMbps -= sign * asked.bandwidthMbps();
        if (!parts.isEmpty()) {
            devices.book(parts, sign);
        }
        if (!pinned.isEmpty()) {
            cells.book(pinned, asked, node.overcommitPercent(), sign);
        }
        hostKeepers += request.tenancy() == Tenancy.DEDICATED_HOST ? sign : 0;
        deviceKeepers += request.tenancy() == Tenancy.DEDICATED_DEVICE ? sign : 0;
    }

    /** Whether the machines here and a new one bear each other on the same host. */
    boolean bears(Request request) {
        if (request.tenancy() != Tenancy.DEDICATED_HOST) {
            return hostKeepers == 0;
        }
        for (var one : placed) {
            if (one.request.tenancy() != Tenancy.DEDICATED_HOST
                    || !one.request.owner().organisation().equals(request.owner().organisation())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the machines that share a device and a new one bear each other on it. */
    boolean bears(Request request, int device) {
        if (deviceKeepers == 0 && request.tenancy() == Tenancy.SHARED) {
            return true;
        }
        var address = device(device).address();
        for (var one : placed) {
            var strangers = !one.request.owner().organisation().equals(request.owner().organisation());
            var kept = one.request.tenancy() != Tenancy.SHARED || request.tenancy() != Tenancy.SHARED;
            if (!one.off && strangers && kept
                    && one.devices.stream().anyMatch(part -> part.address().equals(address))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public int freeCpuMilli() {
        return cpuMilli;
    }

    @Override
    public int freeDedicatedCpus() {
        return cpuMilli / node.dedicatedMilli();
    }

    @Override
    public long freeMemoryMib() {
        return memoryMib;
    }

    @Override
    public int freeHugepages2Mi() {
        return hugepages2Mi;
    }

    @Override
    public int freeHugepages1Gi() {
        return hugepages1Gi;
    }

    @Override
    public long freeDiskMib() {
        return diskMib;
    }

    @Override
    public int freeBandwidthMbps() {
        return bandwidthMbps;
    }

    @Override
    public int devices() {
        return devices.count();
    }

    @Override
    public Device device(int i) {
        return devices.device(i);
    }

    @Override
    public int freeShares(int i) {
        return devices.freeShares(i);
    }

    @Override
    public boolean freeWhole(int i) {
        return devices.freeWhole(i);
    }

    @Override
    public long pinnable(Resources each, int most) {
        return cells.more(each, node.overcommitPercent(), most);
    }

    @Override
    public Optional<Fit> fit(Request request) {
        return Pinning.look(request, this);
    }

    @Override
    public int machines() {
        return placed.size();
    }

    @Override
    public List<Claim> claims() {
        return placed.stream().map(Placed::claim).toList();
    }
}
