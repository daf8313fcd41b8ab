package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.NodeRow;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Devices as nodes report them. Every method runs within the transaction that locked the node's row. */
final class DeviceTable {
    /** A device that is claimed stays what it was when it was claimed. */
    private static final String UPSERT = "insert into device as d (node, address, class, model, iommu_group, numa_node, "
            + "pcie_switch, fabric, parent, shareable) select ?, u.* from unnest(?::text[], ?::text[], ?::text[], "
            + "?::integer[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::boolean[]) as u on conflict (node, address) do update set "
            + "class = excluded.class, model = excluded.model, iommu_group = excluded.iommu_group, "
            + "numa_node = excluded.numa_node, pcie_switch = excluded.pcie_switch, fabric = excluded.fabric, "
            + "parent = excluded.parent, shareable = excluded.shareable, changed = pg_current_xact_id() "
            + "where d.claimed_shares = 0 and (d.class, d.model, d.iommu_group, d.numa_node, d.pcie_switch, d.fabric, "
            + "d.parent, d.shareable) is distinct from (excluded.class, excluded.model, excluded.iommu_group, excluded.numa_node, "
            + "excluded.pcie_switch, excluded.fabric, excluded.parent, excluded.shareable)";

    private final JdbcTemplate jdbc;

    DeviceTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void report(String node, List<NodeRow.Device> devices) {
        var addresses = Columns.text(devices, NodeRow.Device::address);
        jdbc.update("update device set present = not present, changed = pg_current_xact_id() where node = ? and "
                + "present <> (address = any(?))", node, addresses);
        forget(node);
        if (!devices.isEmpty()) {
            jdbc.update(UPSERT, node, addresses, Columns.text(devices, NodeRow.Device::deviceClass),
                    Columns.text(devices, NodeRow.Device::model),
                    Columns.integer(devices, NodeRow.Device::iommuGroup),
                    Columns.integer(devices, NodeRow.Device::numaNode),
                    Columns.text(devices, NodeRow.Device::pcieSwitch),
                    Columns.text(devices, NodeRow.Device::fabric), Columns.text(devices, NodeRow.Device::parent),
                    Columns.bool(devices, NodeRow.Device::shareable));
        }
    }

    /** What is reported no more is forgotten if nobody holds it and it needs no care, else kept and marked. */
    private void forget(String node) {
        if (jdbc.update("delete from device where node = ? and not present and state = 'AVAILABLE'", node) > 0) {
            jdbc.update("update node_capacity set changed = pg_current_xact_id() where node = ?", node);
        }
    }
}
