package io.cairn.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuChoiceTest {
    /** Numbered as firmware does: every second CPU is on the other socket. */
    private static final List<Cell> HOST = List.of(new Cell(0, List.of(0, 2, 4, 6), 8_192, 0, 0),
            new Cell(1, List.of(1, 3, 5, 7), 8_192, 0, 0));

    private static Wanted.Spec spec(int cpus, Integer... cells) {
        var spec = Commands.spec(Commands.NOTHING);
        return new Wanted.Spec(spec.organisation(), spec.namespace(), spec.name(), spec.hostname(), cpus,
                spec.memoryMib(), spec.diskMib(), spec.image(), spec.nics(), spec.userData(), spec.sshKeys(),
                new Layout(true, 0, List.of(cells)));
    }

    @Test
    void dedicated_cpus_are_the_lowest_free_ones_of_the_claimed_cells() {
        assertThat(CpuChoice.dedicated(HOST, spec(2, 1), List.of(), Set.of(1))).contains(List.of(3, 5));
        assertThat(CpuChoice.dedicated(HOST, spec(2), List.of(), Set.of(0))).contains(List.of(1, 2));
    }

    @Test
    void a_machine_on_two_cells_has_an_equal_part_of_each_and_the_first_gets_what_is_left_over() {
        assertThat(CpuChoice.dedicated(HOST, spec(3, 0, 1), List.of(), Set.of())).contains(List.of(0, 2, 1));
        assertThat(CpuChoice.vcpus(3, 2, 0)).containsExactly(0, 1);
        assertThat(CpuChoice.vcpus(3, 2, 1)).containsExactly(2);
    }

    @Test
    void there_is_no_choice_when_a_cell_has_too_few_left_even_if_the_other_one_has_enough() {
        assertThat(CpuChoice.dedicated(HOST, spec(2, 0), List.of(), Set.of(0, 2, 4))).isEmpty();
    }

    @Test
    void there_is_no_choice_on_a_cell_that_the_host_does_not_have() {
        assertThat(CpuChoice.dedicated(HOST, spec(2, 5), List.of(), Set.of())).isEmpty();
        assertThat(CpuChoice.dedicated(HOST, spec(2, 0, 5), List.of(), Set.of())).isEmpty();
    }

    @Test
    void a_machine_keeps_what_it_had_unless_somebody_else_has_it_or_it_belongs_elsewhere_now() {
        assertThat(CpuChoice.dedicated(HOST, spec(2, 0), List.of(4, 6), Set.of(0))).contains(List.of(4, 6));
        assertThat(CpuChoice.dedicated(HOST, spec(2, 0), List.of(4, 6), Set.of(6))).contains(List.of(0, 2));
        assertThat(CpuChoice.dedicated(HOST, spec(2, 1), List.of(4, 6), Set.of())).contains(List.of(1, 3));
        assertThat(CpuChoice.dedicated(HOST, spec(3, 0), List.of(4, 6), Set.of())).contains(List.of(0, 2, 4));
    }

    @Test
    void who_shares_may_use_everything_until_somebody_has_cpus_to_itself() {
        assertThat(CpuChoice.shared(HOST, Layout.SHARED, Set.of())).isEmpty();
        assertThat(CpuChoice.shared(HOST, Layout.SHARED, Set.of(0, 1))).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(CpuChoice.shared(HOST, new Layout(false, 2, List.of(1)), Set.of())).containsExactly(1, 3, 5, 7);
        assertThat(CpuChoice.shared(HOST, new Layout(false, 2, List.of(1)), Set.of(3))).containsExactly(1, 5, 7);
    }
}
