package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Intent;
import io.cairn.scheduler.application.NodeRow;
import io.cairn.scheduler.application.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Machines that are pinned to NUMA nodes, as several schedulers claim for them. */
class PinnedClaimsTest {
    private static final Amount CAPACITY = new Amount(32, 0, 16_384, 0, 0, 100_000, 1_000);
    private static final List<NodeRow.Cell> CELLS = List.of(new NodeRow.Cell(0, 4, 8_192, 0, 0),
            new NodeRow.Cell(1, 4, 8_192, 0, 0));
    private static final Amount THREE_CPUS = new Amount(0, 3, 1_024, 0, 0, 10, 0);

    private static Intent.Take take(String machine, Amount amount, Integer... cells) {
        return new Intent.Take(machine, 1, "default/default/" + machine, "n", amount, List.of(), List.of(cells), "{}",
                "");
    }

    @Test
    void a_numa_node_is_not_claimed_twice_though_the_node_has_room() throws Exception {
        try (var storage = new Storage()) {
            storage.report("n", CAPACITY, CELLS);
            var claims = storage.claims();
            assertThat(claims.commit(List.of(take("a", THREE_CPUS, 0)))).first().isInstanceOf(Result.Done.class);
            // As decided by another scheduler, which has not heard of the first.
            assertThat(claims.commit(List.of(take("b", THREE_CPUS, 0)))).first()
                    .isInstanceOfSatisfying(Result.NoRoom.class,
                            refused -> assertThat(refused.why()).contains("NUMA nodes [0]"));
            assertThat(claims.commit(List.of(take("c", THREE_CPUS, 1), take("d", THREE_CPUS, 1))))
                    .extracting(Object::getClass)
                    .containsExactly(Result.Done.class, Result.NoRoom.class);
            assertThat(claims.commit(List.of(new Intent.Release("a", 1), take("e", THREE_CPUS, 0))))
                    .as("what is given back may be taken in the same batch")
                    .allMatch(Result.Done.class::isInstance);
            assertThat(storage.findings()).isEmpty();
        }
    }

    @Test
    void a_numa_node_that_has_more_pinned_to_it_than_it_has_is_found() throws Exception {
        try (var storage = new Storage()) {
            storage.report("n", CAPACITY, CELLS);
            storage.claims().commit(List.of(take("a", THREE_CPUS, 0), take("b", THREE_CPUS, 1)));
            storage.jdbc().update("update claim set cells = '0' where vm_uid = 'b'");
            assertThat(storage.findings()).singleElement()
                    .asString()
                    .startsWith("no NUMA node has more pinned to it than it has: not so n 0");
        }
    }
}
