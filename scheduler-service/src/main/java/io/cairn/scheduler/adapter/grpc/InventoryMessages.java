package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.Accelerator;
import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.PciDevice;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.NodeRow;
import io.grpc.Status;
import java.util.HashSet;
import java.util.regex.Pattern;

/** Inventories as agents send them. What makes no sense is refused as a whole: better an old truth than half a new one. */
final class InventoryMessages {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    private static final int MOST_DEVICES = 1_024;

    private InventoryMessages() {}

    static NodeRow row(String name, Inventory inventory, int overcommitPercent) {
        check(inventory);
        var cpus = Math.toIntExact((long) inventory.getCpus() * overcommitPercent / 100);
        return new NodeRow(name,
                new Amount(cpus, 0, inventory.getMemoryMib(), inventory.getHugepages2Mi(),
                        inventory.getHugepages1Gi(), inventory.getDiskMib(), inventory.getBandwidthMbps()),
                overcommitPercent, false, inventory.getAccelerator() != Accelerator.ACCELERATOR_KVM,
                inventory.getSimulated(), inventory.getAttachesDevices(),
                inventory.getNumaNodesList()
                        .stream()
                        .map(cell -> new NodeRow.Cell(cell.getId(), cell.getCpus(), cell.getMemoryMib(),
                                cell.getHugepages2Mi(), cell.getHugepages1Gi()))
                        .toList(),
                inventory.getDevicesList().stream().map(InventoryMessages::device).toList());
    }

    private static NodeRow.Device device(PciDevice device) {
        return new NodeRow.Device(device.getAddress(), device.getClass_(), device.getModel(), device.getIommuGroup(),
                device.getNumaNode(), device.getPcieSwitch(), device.getFabric(), device.getParent(), true,
                device.getShareable());
    }

    private static void check(Inventory inventory) {
        if (inventory.getDevicesCount() > MOST_DEVICES) {
            throw refused("a node has at most %d devices, not %d".formatted(MOST_DEVICES, inventory.getDevicesCount()));
        }
        cells(inventory);
        if (inventory.getBandwidthMbps() < 0) {
            throw refused("an uplink of %d Mbit/s".formatted(inventory.getBandwidthMbps()));
        }
        var addresses = new HashSet<String>();
        for (var device : inventory.getDevicesList()) {
            var address = device.getAddress();
            if (!ADDRESS.matcher(address).matches()) {
                throw refused("\"%s\" is no PCI address with a domain, such as 0000:3b:00.0".formatted(address));
            }
            if (!addresses.add(address)) {
                throw refused("device %s is named twice".formatted(address));
            }
            if (device.getClass_().isEmpty() || device.getModel().isEmpty() || device.getIommuGroup() < 0
                    || device.getNumaNode() < -1) {
                throw refused("device %s needs a class, a model, an IOMMU group and a NUMA node (-1 if unknown)"
                        .formatted(address));
            }
        }
    }

    private static void cells(Inventory inventory) {
        var ids = new HashSet<Integer>();
        for (var cell : inventory.getNumaNodesList()) {
            if (cell.getId() < 0 || !ids.add(cell.getId())) {
                throw refused("NUMA node %d is named twice, or is no number from 0".formatted(cell.getId()));
            }
            if (cell.getCpus() < 0 || cell.getMemoryMib() < 0 || cell.getHugepages2Mi() < 0
                    || cell.getHugepages1Gi() < 0) {
                throw refused("NUMA node %d has less than nothing of CPUs, memory or pages".formatted(cell.getId()));
            }
        }
    }

    private static RuntimeException refused(String why) {
        return Status.INVALID_ARGUMENT.withDescription("The inventory is refused: " + why).asRuntimeException();
    }
}
