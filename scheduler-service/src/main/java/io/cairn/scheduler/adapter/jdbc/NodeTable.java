package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.domain.Resources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Capacity and leases of nodes. A renewal touches this table only and makes no new resourceVersion. */
public final class NodeTable {
    private final JdbcTemplate jdbc;
    private final Clock clock;

    public NodeTable(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Who reports, and how often it did. */
    public record Sender(String agentInstance, long sequence, String bootId) {}

    /**
     * Takes in a report and renews the lease.
     *
     * @param capacity what may be claimed, vCPUs after overcommitment
     * @return false if a later report of the same agent instance came first
     */
    public boolean report(String node, Sender sender, Resources capacity, boolean emulated, Duration lease) {
        var until = clock.instant().plus(lease).atOffset(ZoneOffset.UTC);
        return jdbc.update("insert into node_capacity as n (node, cpus, memory_mib, disk_mib, emulated, lease_until, "
                + "agent_instance, sequence, boot_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (node) do update "
                + "set cpus = greatest(excluded.cpus, n.claimed_cpus), "
                + "memory_mib = greatest(excluded.memory_mib, n.claimed_memory_mib), "
                + "disk_mib = greatest(excluded.disk_mib, n.claimed_disk_mib), "
                + "overcommitted = excluded.cpus < n.claimed_cpus or excluded.memory_mib < n.claimed_memory_mib "
                + "or excluded.disk_mib < n.claimed_disk_mib, emulated = excluded.emulated, "
                + "lease_until = greatest(excluded.lease_until, n.lease_until), "
                + "agent_instance = excluded.agent_instance, "
                + "sequence = excluded.sequence, boot_id = excluded.boot_id "
                + "where n.agent_instance <> excluded.agent_instance or n.sequence < excluded.sequence", node,
                capacity.cpus(), capacity.memoryMib(), capacity.diskMib(), emulated, until, sender.agentInstance(),
                sender.sequence(), sender.bootId()) == 1;
    }

    /** When each node's lease ends. */
    public Map<String, Instant> leases() {
        var leases = new HashMap<String, Instant>();
        jdbc.query("select node, lease_until from node_capacity", row -> {
            leases.put(String.valueOf(row.getString("node")), row.getTimestamp("lease_until").toInstant());
        });
        return leases;
    }

    /** Forgets a node that holds no claims; the foreign key keeps one that does. */
    public void forget(String node) {
        jdbc.update("delete from node_capacity where node = ?", node);
    }
}
