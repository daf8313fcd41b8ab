package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.NodeRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What nodes report: capacity, devices and leases. A renewal touches the lease only and makes no new resourceVersion.
 * Discovery never frees a claim: a node that has less than is claimed keeps the claimed amount as its capacity and is
 * marked overcommitted, and a device that is claimed stays as it was when it was claimed.
 */
public final class NodeTable {
    private static final String LEASE = "insert into node_lease as l (node, lease_until, agent_instance, sequence, "
            + "boot_id) values (?, ?, ?, ?, ?) on conflict (node) do update "
            + "set lease_until = greatest(excluded.lease_until, l.lease_until), "
            + "agent_instance = excluded.agent_instance, sequence = excluded.sequence, boot_id = excluded.boot_id "
            + "where l.agent_instance <> excluded.agent_instance or l.sequence < excluded.sequence returning inventory";
    private static final String TAKEN_IN = "update node_lease set inventory = case when (select overcommitted from "
            + "node_capacity where node = ?) or exists (select from device where node = ? and (claimed_shares > 0 or not "
            + "present)) then '' else ? end where node = ?";
    private static final String CREATE = "insert into node_capacity (node, cpus, memory_mib, disk_mib, emulated) "
            + "values (?, 0, 0, 0, true) on conflict (node) do nothing";
    private static final String CAPACITY = "update node_capacity n set cpus = r.cpus, "
            + "overcommit_percent = r.overcommit_percent, memory_mib = r.memory_mib, hugepages_2mi = r.hugepages_2mi, "
            + "hugepages_1gi = r.hugepages_1gi, disk_mib = r.disk_mib, bandwidth_mbps = r.bandwidth_mbps, "
            + "overcommitted = r.overcommitted, emulated = r.emulated, simulated = r.simulated, "
            + "attaches_devices = r.attaches_devices, numa = r.numa, changed = pg_current_xact_id() from (select "
            + "o.node, greatest(i.cpus, o.least_cpus) as cpus, i.overcommit_percent, "
            + "greatest(i.memory_mib, o.claimed_memory_mib) as memory_mib, "
            + "greatest(i.hugepages_2mi, o.claimed_hugepages_2mi) as hugepages_2mi, "
            + "greatest(i.hugepages_1gi, o.claimed_hugepages_1gi) as hugepages_1gi, "
            + "greatest(i.disk_mib, o.claimed_disk_mib) as disk_mib, "
            + "greatest(i.bandwidth_mbps, o.claimed_bandwidth_mbps) as bandwidth_mbps, "
            + "i.cpus < o.least_cpus or i.memory_mib < o.claimed_memory_mib or "
            + "i.hugepages_2mi < o.claimed_hugepages_2mi or i.hugepages_1gi < o.claimed_hugepages_1gi or "
            + "i.disk_mib < o.claimed_disk_mib or i.bandwidth_mbps < o.claimed_bandwidth_mbps as overcommitted, "
            + "i.emulated, i.simulated, i.attaches_devices, i.numa "
            + "from (values (?::integer, ?::integer, ?::bigint, ?::integer, ?::integer, ?::bigint, ?::integer, "
            + "?::boolean, ?::boolean, ?::boolean, ?::jsonb)) as i (cpus, overcommit_percent, memory_mib, "
            + "hugepages_2mi, hugepages_1gi, disk_mib, bandwidth_mbps, emulated, simulated, attaches_devices, numa), "
            + "(select c.*, c.claimed_cpus + (c.claimed_dedicated_cpus * ? + 99) / 100 as least_cpus "
            + "from node_capacity c where c.node = ? for update) as o) as r where n.node = r.node and "
            + "(n.cpus, n.overcommit_percent, n.memory_mib, n.hugepages_2mi, n.hugepages_1gi, n.disk_mib, "
            + "n.bandwidth_mbps, n.overcommitted, n.emulated, n.simulated, n.attaches_devices, n.numa) is distinct from "
            + "(r.cpus, r.overcommit_percent, r.memory_mib, r.hugepages_2mi, r.hugepages_1gi, r.disk_mib, "
            + "r.bandwidth_mbps, r.overcommitted, r.emulated, r.simulated, r.attaches_devices, r.numa)";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final DeviceTable devices;
    private final Clock clock;

    public NodeTable(DataSource source, PlatformTransactionManager manager, Clock clock) {
        this.jdbc = new JdbcTemplate(source);
        this.transactions = new TransactionTemplate(manager);
        this.devices = new DeviceTable(jdbc);
        this.clock = clock;
    }

    /** Who reports, and how often it did. */
    public record Sender(String agentInstance, long sequence, String bootId) {}

    /**
     * Takes in a report and renews the lease.
     *
     * @param node what it is now; vCPUs after overcommitment
     * @return false if a later report of the same agent instance came first
     */
    public boolean report(NodeRow node, Sender sender, Duration lease) {
        var until = clock.instant().plus(lease).atOffset(ZoneOffset.UTC);
        var print = fingerprint(node);
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            var known = jdbc.query(LEASE, ClaimRows::first, node.name(), until, sender.agentInstance(),
                    sender.sequence(), sender.bootId());
            if (!known.isEmpty() && !known.getFirst().equals(print)) {
                takeIn(node, print);
            }
            return !known.isEmpty();
        }));
    }

    private void takeIn(NodeRow node, String print) {
        jdbc.update(CREATE, node.name());
        capacity(node);
        devices.report(node.name(), node.devices());
        jdbc.update(TAKEN_IN, node.name(), node.name(), print, node.name());
    }

    /** Most reports say what the one before said: they only renew the lease. */
    private static String fingerprint(NodeRow node) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(node.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private void capacity(NodeRow node) {
        var capacity = node.capacity();
        jdbc.update(CAPACITY, capacity.cpus(), node.overcommitPercent(), capacity.memoryMib(),
                capacity.hugepages2Mi(), capacity.hugepages1Gi(), capacity.diskMib(), capacity.bandwidthMbps(),
                node.emulated(), node.simulated(), node.attachesDevices(), NodeRows.json(node.numa()),
                node.overcommitPercent(), node.name());
    }

    /** When each node's lease ends. */
    public Map<String, Instant> leases() {
        var leases = new HashMap<String, Instant>();
        jdbc.query("select node, lease_until from node_lease", row -> {
            leases.put(ClaimRows.text(row, "node"), row.getTimestamp("lease_until").toInstant());
        });
        return leases;
    }

    /** Sums of what is claimed, and machines, of every node on which anything is. */
    public Map<String, Sums> sums() {
        var devices = new HashMap<String, List<Devices>>();
        jdbc.query(
                "select node, class, model, count(*) as total, count(*) filter (where claimed_shares > 0) as claimed, "
                        + "count(*) filter (where not present or state in ('DETACHED', 'SANITIZING', 'QUARANTINED')) as unusable "
                        + "from device group by node, class, model order by node, class, model",
                row -> {
                    devices.computeIfAbsent(ClaimRows.text(row, "node"), _ -> new ArrayList<>())
                            .add(new Devices(ClaimRows.text(row, "class"), ClaimRows.text(row, "model"),
                                    row.getInt("total"), row.getInt("claimed"), row.getInt("unusable")));
                });
        var sums = new HashMap<String, Sums>();
        jdbc.query("select n.node, n.claimed_cpus + n.claimed_dedicated_cpus as cpus, n.claimed_memory_mib + "
                + "n.claimed_hugepages_2mi * 2 + n.claimed_hugepages_1gi * 1024 as memory, n.claimed_disk_mib as disk, "
                + "n.claimed_bandwidth_mbps as bandwidth, "
                + "coalesce(c.machines, 0) as machines from node_capacity n left join (select node, count(*) as machines "
                + "from claim group by node) c on c.node = n.node",
                row -> {
                    var node = ClaimRows.text(row, "node");
                    sums.put(node, new Sums(row.getInt("machines"), row.getInt("cpus"), row.getLong("memory"),
                            row.getLong("disk"), devices.getOrDefault(node, List.of()), row.getInt("bandwidth")));
                });
        return sums;
    }

    /** What is claimed on a node. */
    public record Sums(int machines, int cpus, long memoryMib, long diskMib, List<Devices> devices,
            int bandwidthMbps) {}

    /** @param unusable reported no more, or not clean */
    public record Devices(String deviceClass, String model, int total, int claimed, int unusable) {}

    /** Takes a duty, or keeps it: one replica has it at a time, for so long. */
    public boolean onDuty(String name, String holder, Duration forSoLong) {
        var now = clock.instant();
        return jdbc.update("insert into duty as d (name, holder, until) values (?, ?, ?) on conflict (name) do update "
                + "set holder = excluded.holder, until = excluded.until where d.holder = excluded.holder or d.until < ?",
                name, holder, now.plus(forSoLong).atOffset(ZoneOffset.UTC), now.atOffset(ZoneOffset.UTC)) == 1;
    }

    /** Forgets what was given back longer ago than any scheduler looks back. */
    public int forget(Duration age) {
        return jdbc.update("delete from claim_gone where at < ?", clock.instant().minus(age).atOffset(ZoneOffset.UTC));
    }
}
