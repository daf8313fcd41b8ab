package io.cairn.scheduler.adapter.jdbc;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tables of claims. */
final class Tables {
    private Tables() {}

    /** As released claims, so that who follows the changes sees them go. */
    static void empty(JdbcTemplate jdbc) {
        jdbc.update("delete from device_claim");
        jdbc.update("delete from device_group_owner");
        jdbc.update("with gone as (delete from claim returning id, vm_uid) insert into claim_gone (id, vm_uid, at) "
                + "select id, vm_uid, now() from gone");
        for (var table : List.of("nomination", "device", "node_lease", "node_capacity")) {
            jdbc.update("delete from " + table);
        }
    }
}
