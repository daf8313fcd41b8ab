package io.cairn.node.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.node.Commands;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WantedTest {
    private static final Wanted RUN = Commands.running(Commands.uid(1));
    private static final Wanted GONE = Commands.command(Commands.uid(1), Wanted.Power.ABSENT);

    @Property
    void of_two_commands_at_most_one_is_older(@ForAll @IntRange(max = 3) int epoch, @ForAll @IntRange(max = 3) int gen,
            @ForAll @IntRange(max = 3) int epoch2, @ForAll @IntRange(max = 3) int gen2, @ForAll boolean absent) {
        var one = Commands.version(absent ? GONE : RUN, epoch, gen);
        var two = Commands.version(RUN, epoch2, gen2);
        assertThat(one.olderThan(two) && two.olderThan(one) && !absent).isFalse();
        if (epoch < epoch2) {
            assertThat(one.olderThan(two)).isTrue();
        }
    }

    @Test
    void a_removed_machine_is_not_revived_at_the_same_placement_but_at_a_new_one() {
        assertThat(Commands.version(RUN, 1, 9).olderThan(GONE)).isTrue();
        assertThat(Commands.version(RUN, 2, 1).olderThan(GONE)).isFalse();
    }

    @Test
    void a_lower_run_of_the_same_version_is_older() {
        assertThat(Commands.run(RUN, 1).olderThan(Commands.run(RUN, 2))).isTrue();
        assertThat(Commands.run(RUN, 2).olderThan(Commands.run(RUN, 2))).isFalse();
    }

    @Test
    void a_uid_that_is_no_uuid_is_refused_because_it_names_a_directory() {
        assertThatThrownBy(() -> Commands.running("../../etc")).hasMessageContaining("../../etc");
    }
}
