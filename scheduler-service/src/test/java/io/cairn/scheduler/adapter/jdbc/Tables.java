package io.cairn.scheduler.adapter.jdbc;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tables of claims. */
final class Tables {
    private Tables() {}

    /** A node that takes machines, or none, as its operator says. */
    static void node(JdbcTemplate jdbc, String name, boolean unschedulable) {
        jdbc.update(
                "insert into resource (kind, organisation, namespace, name, uid, version, generation, created, labels, "
                        + "annotations, finalizers, owners, managed, spec, facts, status) select 'nodes.infra.cairn.io', '', '', "
                        + "?, ?, coalesce(max(version), 0) + 1, 1, now(), '{}', '{}', '[]', '[]', '[]', ?, '{}', '{}' from resource "
                        + "on conflict (kind, organisation, namespace, name) do update set spec = excluded.spec",
                name, name,
                "{\"unschedulable\":%s}".formatted(unschedulable));
    }

    /** As released claims, so that who follows the changes sees them go. */
    static void empty(JdbcTemplate jdbc) {
        jdbc.update("delete from device_claim");
        jdbc.update("delete from device_group_owner");
        jdbc.update("with gone as (delete from claim returning id, vm_uid) insert into claim_gone (id, vm_uid, at) "
                + "select id, vm_uid, now() from gone");
        for (var table : List.of("nomination", "earmark", "device", "node_lease", "node_capacity")) {
            jdbc.update("delete from " + table);
        }
    }
}
