package io.cairn.scheduler.adapter.jdbc;

import static io.cairn.scheduler.adapter.jdbc.ClaimRows.text;

import io.cairn.resource.adapter.json.Json;
import io.cairn.scheduler.application.Account;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.NodeRow;
import io.cairn.scheduler.domain.engine.PinnedRoom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads nodes, with what is claimed of them or with their devices. */
final class NodeRows {
    private static final String FREE_TO_USE = "present and state not in ('DETACHED', 'SANITIZING', 'QUARANTINED')";

    private static final String OPEN = "select name from resource where kind = 'nodes.infra.cairn.io' and "
            + "organisation = '' and namespace = '' and name = any(?) "
            + "and deletion is null and not (spec::jsonb ->> 'unschedulable')::boolean";

    private final JdbcTemplate jdbc;

    NodeRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks nodes, in order of their names, until the end of the transaction. */
    Map<String, Account> lock(List<String> names) {
        var accounts = new LinkedHashMap<String, Account>();
        jdbc.query("select * from node_capacity where node = any(?) order by node for update", row -> {
            var claimed = new Amount(row.getInt("claimed_cpus"), row.getInt("claimed_dedicated_cpus"),
                    row.getLong("claimed_memory_mib"), row.getInt("claimed_hugepages_2mi"),
                    row.getInt("claimed_hugepages_1gi"), row.getLong("claimed_disk_mib"),
                    row.getInt("claimed_bandwidth_mbps"));
            accounts.put(text(row, "node"), new Account(text(row, "node"), capacity(row),
                    row.getInt("overcommit_percent"), row.getBoolean("overcommitted"), claimed));
        }, Columns.text(names));
        return accounts;
    }

    /**
     * Opens accounts of nodes, which are locked, to newcomers. Who cordons or deletes a node locks it first, so that
     * nothing is claimed there once that is answered.
     */
    void open(Map<String, Account> accounts, List<String> names) {
        if (!names.isEmpty()) {
            jdbc.query(OPEN, row -> {
                account(accounts, text(row, "name")).open();
            }, Columns.text(names));
        }
    }

    /** Adds devices and owners of their groups to accounts of nodes that are locked. */
    void devices(Map<String, Account> accounts, List<String> nodes) {
        jdbc.query("select node, address, iommu_group, claimed_shares, " + FREE_TO_USE + " as usable from device "
                + "where node = any(?)",
                row -> {
                    account(accounts, row).device(new Account.Slot(text(row, "address"), row.getInt("iommu_group"),
                            row.getBoolean("usable"), row.getInt("claimed_shares")));
                }, Columns.text(nodes));
        jdbc.query("select node, iommu_group, owner from device_group_owner where node = any(?)",
                row -> {
                    account(accounts, row).owner(row.getInt("iommu_group"), text(row, "owner"));
                }, Columns.text(nodes));
    }

    private static Account account(Map<String, Account> accounts, ResultSet row) throws SQLException {
        return account(accounts, text(row, "node"));
    }

    private static Account account(Map<String, Account> accounts, String node) {
        var account = accounts.get(node);
        if (account == null) {
            throw new IllegalStateException("Node %s is not locked".formatted(node));
        }
        return account;
    }

    /** What the pinned machines of these nodes, which are locked, leave of their NUMA nodes. */
    void pinned(Map<String, Account> accounts, List<String> names, ClaimRows claims) {
        if (names.isEmpty()) {
            return;
        }
        var rooms = new HashMap<String, PinnedRoom>();
        jdbc.query("select node, overcommit_percent, numa from node_capacity where node = any(?)", row -> {
            rooms.put(text(row, "node"), new PinnedRoom(NodeRow.cells(cells(text(row, "numa"))),
                    row.getInt("overcommit_percent")));
        }, Columns.text(names));
        claims.read("where c.node = any(?) and c.cells <> ''", Columns.text(names))
                .forEach(claim -> java.util.Objects.requireNonNull(rooms.get(claim.node()))
                        .take(claim.amount().resources(), claim.cells()));
        rooms.forEach((node, room) -> {
            if (accounts.get(node) instanceof Account account) {
                account.pinned(room);
            }
        });
    }

    List<NodeRow> all() {
        return read("", "");
    }

    /** @param since of the transactions whose changes are wanted, and later ones */
    List<NodeRow> changed(String since) {
        var names = jdbc.query("select node from node_capacity where changed >= ?::xid8 union "
                + "select node from device where changed >= ?::xid8", ClaimRows::first, since, since);
        return names.isEmpty() ? List.of()
                : read("where node = any(?)", "where node = any(?)", Columns.text(names));
    }

    /** Nodes whose lease has ended. */
    Set<String> silent(Instant now) {
        return new HashSet<>(jdbc.query("select node from node_lease where lease_until <= ?", ClaimRows::first,
                now.atOffset(ZoneOffset.UTC)));
    }

    private List<NodeRow> read(String whichNodes, String whichDevices, Object... arguments) {
        var devices = new HashMap<String, List<NodeRow.Device>>();
        jdbc.query("select *, " + FREE_TO_USE + " as usable from device " + whichDevices + " order by node, address",
                row -> {
                    devices.computeIfAbsent(text(row, "node"), _ -> new ArrayList<>()).add(device(row));
                }, arguments);
        return jdbc.query("select * from node_capacity " + whichNodes + " order by node", (row, _) -> {
            var name = text(row, "node");
            return new NodeRow(name, capacity(row), row.getInt("overcommit_percent"), row.getBoolean("overcommitted"),
                    row.getBoolean("emulated"), row.getBoolean("simulated"), row.getBoolean("attaches_devices"),
                    cells(text(row, "numa")), devices.getOrDefault(name, List.of()));
        }, arguments);
    }

    private static NodeRow.Device device(ResultSet row) throws SQLException {
        return new NodeRow.Device(text(row, "address"), text(row, "class"), text(row, "model"),
                row.getInt("iommu_group"), row.getInt("numa_node"), text(row, "pcie_switch"), text(row, "fabric"),
                text(row, "parent"), row.getBoolean("usable"), row.getBoolean("shareable"));
    }

    private static Amount capacity(ResultSet row) throws SQLException {
        return new Amount(row.getInt("cpus"), 0, row.getLong("memory_mib"), row.getInt("hugepages_2mi"),
                row.getInt("hugepages_1gi"), row.getLong("disk_mib"), row.getInt("bandwidth_mbps"));
    }

    private static List<NodeRow.Cell> cells(String json) {
        return json.equals("[]") ? List.of() : List.of(Json.MAPPER.readValue(json, NodeRow.Cell[].class));
    }

    static String json(List<NodeRow.Cell> cells) {
        return Json.MAPPER.writeValueAsString(cells);
    }
}
