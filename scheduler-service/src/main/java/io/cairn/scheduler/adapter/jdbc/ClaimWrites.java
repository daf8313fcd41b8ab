package io.cairn.scheduler.adapter.jdbc;

import static io.cairn.scheduler.adapter.jdbc.Columns.bigint;
import static io.cairn.scheduler.adapter.jdbc.Columns.bool;
import static io.cairn.scheduler.adapter.jdbc.Columns.integer;
import static io.cairn.scheduler.adapter.jdbc.Columns.text;

import io.cairn.scheduler.application.Account;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.Intent;
import io.cairn.scheduler.application.Ledger;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Piece;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes what a ledger has booked, within the transaction that locked its nodes: one statement a table and kind of change. */
final class ClaimWrites {
    private final JdbcTemplate jdbc;

    ClaimWrites(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record OnNode<A>(String node, A what) {}

    /** A claim that is new, with the devices that go with it. */
    private record Holder(String vmUid, String node, List<DeviceShare> devices) {}

    private record DeviceOf(Holder holder, DeviceShare share, int group, long claimId) {}

    /** @return ids of the new claims by machine */
    Map<String, Long> write(Ledger ledger, Instant at) {
        release(ledger.released(), at);
        dropDevices(ledger.changed().stream().filter(c -> c.after().parked()).map(Ledger.Changed::before).toList());
        var ids = change(ledger.changed());
        ids.putAll(insert(ledger.taken(), at));
        var accounts = new ArrayList<Account>();
        ledger.accounts().forEach(accounts::add);
        amounts(accounts.stream().filter(account -> !account.change().equals(Amount.NONE)).toList());
        devices(accounts, holders(ledger), ids);
        return ids;
    }

    private static List<Holder> holders(Ledger ledger) {
        var back = ledger.changed().stream().map(Ledger.Changed::after).filter(claim -> claim.id() == 0);
        return Stream.concat(ledger.taken().stream().map(t -> new Holder(t.vmUid(), t.node(), t.devices())),
                back.map(c -> new Holder(c.vmUid(), c.node(), c.devices())))
                .filter(holder -> !holder.devices().isEmpty())
                .toList();
    }

    private void release(List<Claim> claims, Instant at) {
        if (claims.isEmpty()) {
            return;
        }
        var ids = bigint(claims, Claim::id);
        dropDevices(claims);
        jdbc.update("delete from claim where id = any(?)", ids);
        jdbc.update("insert into claim_gone (id, vm_uid, at) select id, vm_uid, ? from unnest(?::bigint[], ?::text[]) "
                + "as u (id, vm_uid)", at.atOffset(ZoneOffset.UTC), ids, text(claims, Claim::vmUid));
    }

    private void dropDevices(List<Claim> claims) {
        var holders = claims.stream().filter(claim -> !claim.devices().isEmpty()).toList();
        if (!holders.isEmpty()) {
            jdbc.update("delete from device_claim where vm_uid = any(?) and claim_id = any(?)",
                    text(holders, Claim::vmUid), bigint(holders, Claim::id));
            jdbc.update("delete from device_group_owner o where o.node = any(?) and not exists (select from "
                    + "device_claim d where d.node = o.node and d.iommu_group = o.iommu_group)",
                    text(holders, Claim::node));
        }
    }

    /** @return ids by machine of the claims that are new by their number */
    private Map<String, Long> change(List<Ledger.Changed> changed) {
        var ids = new HashMap<String, Long>();
        if (changed.isEmpty()) {
            return ids;
        }
        jdbc.query("update claim c set id = case when u.fresh then nextval('claim_id') else c.id end, "
                + "generation = u.generation, cpus = u.cpus, dedicated = u.dedicated, memory_mib = u.memory_mib, "
                + "hugepages_2mi = u.hugepages_2mi, hugepages_1gi = u.hugepages_1gi, disk_mib = u.disk_mib, "
                + "bandwidth_mbps = u.bandwidth_mbps, devices = u.devices, cells = u.cells, shape = u.shape, "
                + "changed = pg_current_xact_id() from unnest(?::bigint[], ?::boolean[], ?::bigint[], ?::integer[], "
                + "?::boolean[], ?::bigint[], ?::integer[], ?::integer[], ?::bigint[], ?::integer[], ?::integer[], "
                + "?::text[], ?::text[]) as u (id, fresh, generation, cpus, dedicated, memory_mib, hugepages_2mi, "
                + "hugepages_1gi, disk_mib, bandwidth_mbps, devices, cells, shape) where c.id = u.id "
                + "returning c.vm_uid, c.id",
                row -> {
                    ids.put(ClaimRows.text(row, "vm_uid"), row.getLong("id"));
                }, bigint(changed, c -> c.before().id()), bool(changed, c -> c.after().id() == 0),
                bigint(changed, c -> c.after().generation()), integer(changed, c -> cpus(c.after().amount())),
                bool(changed, c -> dedicated(c.after().amount())), bigint(changed, c -> c.after().amount().memoryMib()),
                integer(changed, c -> c.after().amount().hugepages2Mi()),
                integer(changed, c -> c.after().amount().hugepages1Gi()),
                bigint(changed, c -> c.after().amount().diskMib()),
                integer(changed, c -> c.after().amount().bandwidthMbps()),
                integer(changed, c -> c.after().devices().size()), text(changed, c -> cells(c.after().cells())),
                text(changed, c -> c.after().shape()));
        return ids;
    }

    private static String cells(List<Integer> cells) {
        return cells.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private Map<String, Long> insert(List<Intent.Take> taken, Instant at) {
        var ids = new HashMap<String, Long>();
        if (taken.isEmpty()) {
            return ids;
        }
        jdbc.query("insert into claim (vm_uid, generation, node, cpus, dedicated, memory_mib, hugepages_2mi, "
                + "hugepages_1gi, disk_mib, bandwidth_mbps, devices, cells, title, shape, reservation, piece, at) "
                + "select u.*, ? from "
                + "unnest(?::text[], ?::bigint[], ?::text[], ?::integer[], ?::boolean[], ?::bigint[], ?::integer[], "
                + "?::integer[], ?::bigint[], ?::integer[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::text[], "
                + "?::integer[]) as u (vm_uid) "
                + "order by u.vm_uid returning vm_uid, id",
                row -> {
                    ids.put(ClaimRows.text(row, "vm_uid"), row.getLong("id"));
                }, at.atOffset(ZoneOffset.UTC), text(taken, Intent.Take::vmUid),
                bigint(taken, Intent.Take::generation), text(taken, Intent.Take::node),
                integer(taken, take -> cpus(take.amount())), bool(taken, take -> dedicated(take.amount())),
                bigint(taken, take -> take.amount().memoryMib()), integer(taken, take -> take.amount().hugepages2Mi()),
                integer(taken, take -> take.amount().hugepages1Gi()), bigint(taken, take -> take.amount().diskMib()),
                integer(taken, take -> take.amount().bandwidthMbps()), integer(taken, take -> take.devices().size()),
                text(taken, take -> cells(take.cells())),
                text(taken, Intent.Take::title), text(taken, Intent.Take::shape),
                text(taken, take -> take.piece().map(Piece::reservation).orElse("")),
                integer(taken, take -> take.piece().map(Piece::number).orElse(0)));
        return ids;
    }

    /** A claim is of shared or of dedicated vCPUs: one column says how many, another one which. */
    private static int cpus(Amount amount) {
        return amount.cpus() + amount.dedicatedCpus();
    }

    private static boolean dedicated(Amount amount) {
        return amount.dedicatedCpus() > 0;
    }

    private void amounts(List<Account> accounts) {
        if (accounts.isEmpty()) {
            return;
        }
        jdbc.update("update node_capacity n set claimed_cpus = n.claimed_cpus + u.cpus, "
                + "claimed_dedicated_cpus = n.claimed_dedicated_cpus + u.dedicated, "
                + "claimed_memory_mib = n.claimed_memory_mib + u.memory_mib, "
                + "claimed_hugepages_2mi = n.claimed_hugepages_2mi + u.hugepages_2mi, "
                + "claimed_hugepages_1gi = n.claimed_hugepages_1gi + u.hugepages_1gi, "
                + "claimed_disk_mib = n.claimed_disk_mib + u.disk_mib, "
                + "claimed_bandwidth_mbps = n.claimed_bandwidth_mbps + u.bandwidth_mbps from unnest(?::text[], "
                + "?::integer[], ?::integer[], ?::bigint[], ?::integer[], ?::integer[], ?::bigint[], ?::integer[]) as u "
                + "(node, cpus, dedicated, memory_mib, hugepages_2mi, hugepages_1gi, disk_mib, bandwidth_mbps) "
                + "where n.node = u.node", text(accounts, Account::node), integer(accounts, a -> a.change().cpus()),
                integer(accounts, a -> a.change().dedicatedCpus()), bigint(accounts, a -> a.change().memoryMib()),
                integer(accounts, a -> a.change().hugepages2Mi()), integer(accounts, a -> a.change().hugepages1Gi()),
                bigint(accounts, a -> a.change().diskMib()), integer(accounts, a -> a.change().bandwidthMbps()));
    }

    private void devices(List<Account> accounts, List<Holder> holders, Map<String, Long> ids) {
        var changed = accounts.stream()
                .flatMap(account -> account.changedDevices().stream().map(slot -> new OnNode<>(account.node(), slot)))
                .toList();
        if (!changed.isEmpty()) {
            // A device that was never touched is free at once; one that was has to be cleaned first.
            jdbc.update("update device d set claimed_shares = d.claimed_shares + u.change, state = case "
                    + "when d.claimed_shares + u.change > 0 then case d.state when 'AVAILABLE' then 'CLAIMED' "
                    + "else d.state end when d.state = 'CLAIMED' then 'AVAILABLE' else 'SANITIZING' end, "
                    + "changed = case when d.claimed_shares + u.change = 0 and d.state <> 'CLAIMED' "
                    + "then pg_current_xact_id() else d.changed end "
                    + "from unnest(?::text[], ?::text[], ?::integer[]) as u (node, address, change) "
                    + "where d.node = u.node and d.address = u.address", text(changed, OnNode::node),
                    text(changed, on -> on.what().address()), integer(changed, on -> on.what().change()));
        }
        owners(accounts, holders, ids);
    }

    private void owners(List<Account> accounts, List<Holder> holders, Map<String, Long> ids) {
        if (holders.isEmpty()) {
            return;
        }
        var owned = accounts.stream()
                .flatMap(account -> account.owners()
                        .entrySet()
                        .stream()
                        .map(owner -> new OnNode<>(account.node(), owner)))
                .toList();
        jdbc.update("insert into device_group_owner (node, iommu_group, owner) select * from unnest(?::text[], "
                + "?::integer[], ?::text[]) on conflict (node, iommu_group) do nothing", text(owned, OnNode::node),
                integer(owned, on -> on.what().getKey()), text(owned, on -> on.what().getValue()));
        var rows = holders.stream()
                .flatMap(holder -> holder.devices()
                        .stream()
                        .map(share -> new DeviceOf(holder, share,
                                group(accounts, holder.node(), share), ids.getOrDefault(holder.vmUid(), 0L))))
                .toList();
        jdbc.update("insert into device_claim (node, address, vm_uid, claim_id, iommu_group, owner, shares) select * "
                + "from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::integer[], ?::text[], ?::integer[])",
                text(rows, row -> row.holder().node()), text(rows, row -> row.share().address()),
                text(rows, row -> row.holder().vmUid()), bigint(rows, DeviceOf::claimId),
                integer(rows, DeviceOf::group),
                text(rows, row -> Account.ownerOf(row.holder().vmUid(), row.share())),
                integer(rows, row -> row.share().shares()));
    }

    private static int group(List<Account> accounts, String node, DeviceShare share) {
        return accounts.stream()
                .filter(account -> account.node().equals(node))
                .flatMap(account -> account.groupOf(share.address()).stream())
                .findFirst()
                .orElseThrow();
    }
}
