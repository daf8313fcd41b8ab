package io.cairn.vm.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random intents, reports, restarts, mishaps and messages that come late, twice, out of order or never. */
class LifecycleLawsTest {

    @Property(tries = 1_000)
    void whatever_happens_the_laws_hold_at_every_step_and_everything_settles(
            @ForAll @Size(min = 20, max = 200) List<@IntRange(max = 20_000) Integer> moves) {
        var world = new World();
        moves.forEach(world::move);
        world.settle();
        world.settled();
    }

    @Property(tries = 100)
    void looking_twice_is_looking_once(@ForAll @Size(max = 60) List<@IntRange(max = 20_000) Integer> moves) {
        var world = new World();
        moves.forEach(world::move);
        world.settle();
        var before = world.picture();
        world.reconcileAll();
        world.reconcileAll();
        assertThat(world.picture()).isEqualTo(before);
    }
}
