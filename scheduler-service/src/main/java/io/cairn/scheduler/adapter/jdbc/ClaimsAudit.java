package io.cairn.scheduler.adapter.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the tables and tells what may not be in them. The constraints should leave it nothing to find. */
public final class ClaimsAudit {
    private static final Map<String, String> LAWS = laws();

    private final JdbcTemplate jdbc;

    public ClaimsAudit(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
    }

    private static Map<String, String> laws() {
        var laws = new LinkedHashMap<String, String>();
        laws.put("the sums on a node are those of its claims", "select n.node from node_capacity n left join claim c "
                + "using (node) group by n.node having n.claimed_cpus <> coalesce(sum(c.cpus) filter (where not "
                + "c.dedicated), 0) or n.claimed_dedicated_cpus <> coalesce(sum(c.cpus) filter (where c.dedicated), 0) "
                + "or n.claimed_memory_mib <> coalesce(sum(c.memory_mib), 0) "
                + "or n.claimed_hugepages_2mi <> coalesce(sum(c.hugepages_2mi), 0) "
                + "or n.claimed_hugepages_1gi <> coalesce(sum(c.hugepages_1gi), 0) "
                + "or n.claimed_disk_mib <> coalesce(sum(c.disk_mib), 0) "
                + "or n.claimed_bandwidth_mbps <> coalesce(sum(c.bandwidth_mbps), 0)");
        laws.put("no node has more claimed than it has", "select node from node_capacity where claimed_cpus * 100 + "
                + "claimed_dedicated_cpus * overcommit_percent > cpus * 100 or claimed_memory_mib > memory_mib or "
                + "claimed_hugepages_2mi > hugepages_2mi or claimed_hugepages_1gi > hugepages_1gi or "
                + "claimed_disk_mib > disk_mib or claimed_bandwidth_mbps > bandwidth_mbps");
        laws.put("no NUMA node has more pinned to it than it has", "with part as (select c.node, cell.id::int as id, "
                + "ceil(c.cpus::numeric / cardinality(pinned.cells)) as cpus, c.dedicated, "
                + "ceil(c.memory_mib::numeric / cardinality(pinned.cells)) as memory_mib, "
                + "ceil(c.hugepages_2mi::numeric / cardinality(pinned.cells)) as hugepages_2mi, "
                + "ceil(c.hugepages_1gi::numeric / cardinality(pinned.cells)) as hugepages_1gi from claim c cross join lateral "
                + "string_to_array(c.cells, ',') as pinned(cells) cross join lateral unnest(pinned.cells) as cell(id) "
                + "where c.cells <> '') select n.node || ' ' || part.id from part join node_capacity n using (node) join "
                + "lateral jsonb_to_recordset(n.numa) as cell(id int, cpus int, \"memoryMib\" bigint, "
                + "\"hugepages2Mi\" int, \"hugepages1Gi\" int) on cell.id = part.id group by n.node, part.id having "
                + "sum(part.cpus) filter (where part.dedicated) > max(cell.cpus) "
                + "or sum(part.memory_mib) > max(cell.\"memoryMib\") "
                + "or sum(part.hugepages_2mi) > coalesce(max(cell.\"hugepages2Mi\"), 0) "
                + "or sum(part.hugepages_1gi) > coalesce(max(cell.\"hugepages1Gi\"), 0)");
        laws.put("the shares of a device are those of its claims", "select d.node || ' ' || d.address from device d "
                + "left join device_claim c using (node, address) group by d.node, d.address having d.claimed_shares "
                + "<> coalesce(sum(c.shares), 0) or d.claimed_shares > 1000");
        laws.put("a whole device has one holder", "select node || ' ' || address from device_claim group by node, "
                + "address having max(shares) = 1000 and count(*) > 1");
        laws.put("an IOMMU group is one machine's or the host's", "select node || ' ' || iommu_group from device_claim "
                + "group by node, iommu_group having count(distinct owner) > 1");
        laws.put("an IOMMU group has an owner only while one of its devices is claimed", "select o.node || ' ' || "
                + "o.iommu_group from device_group_owner o where not exists (select from device_claim c where "
                + "c.node = o.node and c.iommu_group = o.iommu_group)");
        laws.put("a claim has as many devices as it says", "select c.vm_uid from claim c left join device_claim d on "
                + "d.claim_id = c.id group by c.vm_uid having c.devices <> count(d.address)");
        laws.put("a device is claimed on the node of its claim", "select d.vm_uid from device_claim d join claim c on "
                + "c.id = d.claim_id where d.node <> c.node or d.vm_uid <> c.vm_uid");
        laws.put("a piece of a reservation is held, or one machine took it", "select reservation || ' ' || piece from "
                + "claim where piece > 0 group by reservation, piece having count(*) > 1");
        laws.put("what is held is a piece of a reservation", "select vm_uid from claim where vm_uid like "
                + "'reservation/%' and (piece = 0 or vm_uid <> 'reservation/' || reservation || '/' || piece)");
        laws.put("a claim that was given back is gone", "select c.vm_uid from claim c join claim_gone g using (id)");
        return laws;
    }

    /** Each with the law that it breaks; empty if all is well. */
    public List<String> findings() {
        var findings = new ArrayList<String>();
        LAWS.forEach((law, query) -> jdbc.query(query + " limit 20", ClaimRows::first)
                .forEach(found -> findings.add("%s: not so %s".formatted(law, found))));
        return findings;
    }
}
