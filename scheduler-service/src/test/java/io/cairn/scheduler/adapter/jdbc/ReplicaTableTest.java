package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who else works on the same tables, on a real PostgreSQL. */
class ReplicaTableTest {

    @Test
    void one_that_beats_is_there_until_it_leaves_or_has_not_beaten_for_a_while() throws Exception {
        try (var storage = new Storage()) {
            var table = new ReplicaTable(storage.source());
            assertThat(table.beat("one")).containsExactly("one");
            assertThat(table.beat("other")).containsExactlyInAnyOrder("one", "other");
            table.leave("one");
            assertThat(table.beat("other")).containsExactly("other");
            table.beat("one");
            storage.jdbc().update("update scheduler_replica set until = now() where id = 'one'");
            assertThat(table.beat("other")).as("it died without a word").containsExactly("other");
            storage.jdbc()
                    .update("update scheduler_replica set until = now() - interval '2 minutes' where id = 'one'");
            table.beat("other");
            assertThat(storage.jdbc().queryForList("select id from scheduler_replica", String.class))
                    .containsExactly("other");
        }
    }
}
