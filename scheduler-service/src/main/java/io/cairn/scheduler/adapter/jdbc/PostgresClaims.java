package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.domain.NodeView;
import io.cairn.scheduler.domain.Resources;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Claims in PostgreSQL. The sum on the node's row and the claim change together or not at all. Every transaction locks the
 * node's row before the claim's: two that meet wait for each other in turn and never in a circle.
 */
public final class PostgresClaims implements Claims {
    private static final String COLUMNS = "vm_uid, id, generation, node, cpus, memory_mib, disk_mib";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Supplier<Map<String, NodePolicy>> policies;

    /** @param policies what operators say of each node, by name */
    public PostgresClaims(JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock,
            Supplier<Map<String, NodePolicy>> policies) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.policies = policies;
    }

    @Override
    public Optional<Claim> find(String vmUid) {
        return jdbc.query("select " + COLUMNS + " from claim where vm_uid = ?", (row, _) -> claim(row), vmUid)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Claim> take(ClaimAsk ask, String node) {
        try {
            return Optional.ofNullable(transactions.execute(status -> {
                var asked = ask.request().resources();
                if (add(node, asked) == 0) {
                    status.setRollbackOnly();
                    return null;
                }
                return jdbc.queryForObject("insert into claim (vm_uid, generation, node, cpus, memory_mib, disk_mib, "
                        + "title, at) values (?, ?, ?, ?, ?, ?, ?, ?) returning " + COLUMNS, (row, _) -> claim(row),
                        ask.vmUid(), ask.generation(), node, asked.cpus(), asked.memoryMib(), asked.diskMib(),
                        ask.title(), clock.instant().atOffset(ZoneOffset.UTC));
            }));
        } catch (DataIntegrityViolationException raced) {
            return Optional.empty();
        }
    }

    /** Adds to the sum of a node if it fits; may be negative. */
    private int add(String node, Resources more) {
        return jdbc.update("update node_capacity set claimed_cpus = claimed_cpus + ?, "
                + "claimed_memory_mib = claimed_memory_mib + ?, claimed_disk_mib = claimed_disk_mib + ? "
                + "where node = ? and claimed_cpus + ? <= cpus and claimed_memory_mib + ? <= memory_mib "
                + "and claimed_disk_mib + ? <= disk_mib and (not overcommitted or ? <= 0)", more.cpus(),
                more.memoryMib(), more.diskMib(), node, more.cpus(), more.memoryMib(), more.diskMib(), more.cpus());
    }

    @Override
    public Optional<Claim> resize(Claim claim, long generation, Resources resources) {
        return Optional.ofNullable(transactions.execute(status -> {
            var fits = add(claim.node(), resources.minus(claim.resources())) == 1;
            var changed = fits ? jdbc.query("update claim set generation = ?, cpus = ?, memory_mib = ?, disk_mib = ? "
                    + "where vm_uid = ? and id = ? and generation = ? returning " + COLUMNS, (row, _) -> claim(row),
                    generation, resources.cpus(), resources.memoryMib(), resources.diskMib(), claim.vmUid(), claim.id(),
                    claim.generation()) : List.<Claim>of();
            if (changed.isEmpty()) {
                status.setRollbackOnly();
                return null;
            }
            return changed.getFirst();
        }));
    }

    @Override
    public boolean release(String vmUid, long generation) {
        // Read without a lock, to know which node's row to lock first; a claim that was made anew meanwhile has another id.
        var standing = find(vmUid);
        while (standing.filter(claim -> claim.generation() <= generation).isPresent()) {
            if (release(standing.get(), generation)) {
                return true;
            }
            standing = find(vmUid);
        }
        return false;
    }

    private boolean release(Claim standing, long generation) {
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            jdbc.query("select node from node_capacity where node = ? for update", _ -> {}, standing.node());
            var released = jdbc.query("delete from claim where vm_uid = ? and id = ? and generation <= ? returning "
                    + COLUMNS, (row, _) -> claim(row), standing.vmUid(), standing.id(), generation);
            released.forEach(claim -> add(claim.node(), new Resources(0, 0, 0).minus(claim.resources())));
            return !released.isEmpty();
        }));
    }

    @Override
    public List<Claim> page(String afterVmUid, int limit) {
        return jdbc.query("select " + COLUMNS + " from claim where vm_uid > ? order by vm_uid limit ?",
                (row, _) -> claim(row), afterVmUid, Math.clamp(limit, 1, 1_000));
    }

    @Override
    public List<NodeView> view() {
        var known = policies.get();
        var now = clock.instant();
        return jdbc.query("select * from node_capacity order by node", (row, _) -> {
            var name = String.valueOf(row.getString("node"));
            var policy = known.getOrDefault(name, NodePolicy.UNKNOWN);
            var ready = row.getTimestamp("lease_until").toInstant().isAfter(now) && known.containsKey(name);
            return new NodeView(name, ready, policy.cordoned() || row.getBoolean("overcommitted"),
                    row.getBoolean("emulated"), policy.allowEmulation(), policy.labels(), policy.taints(),
                    new Resources(row.getInt("cpus"), row.getLong("memory_mib"), row.getLong("disk_mib")),
                    new Resources(row.getInt("claimed_cpus"), row.getLong("claimed_memory_mib"),
                            row.getLong("claimed_disk_mib")));
        });
    }

    /** Machines on each node. */
    public Map<String, Integer> machines() {
        var counts = new java.util.HashMap<String, Integer>();
        jdbc.query("select node, count(*) as n from claim group by node",
                row -> {
                    counts.put(String.valueOf(row.getString("node")), row.getInt("n"));
                });
        return counts;
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(row.getLong("id"), String.valueOf(row.getString("vm_uid")), row.getLong("generation"),
                String.valueOf(row.getString("node")), new Resources(row.getInt("cpus"), row.getLong("memory_mib"),
                        row.getLong("disk_mib")));
    }
}
