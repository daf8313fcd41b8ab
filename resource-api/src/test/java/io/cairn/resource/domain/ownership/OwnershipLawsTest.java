package io.cairn.resource.domain.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OwnershipLawsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final List<FieldPath> PATHS = List.of(FieldPath.fields("spec", "a"), FieldPath.fields("spec", "b"),
            FieldPath.fields("spec", "part", "x"), FieldPath.fields("spec", "part", "y"),
            FieldPath.fields("metadata", "labels", "k"),
            FieldPath.fields("metadata", "finalizers").then("v:\"f\""));

    private record State(Leaves object, Ownership ownership) {}

    private record Step(boolean apply, String manager, Leaves leaves) {}

    private static FieldOwner applier(String manager) {
        return new FieldOwner(manager, FieldOwner.Operation.APPLY, "g/v1", "");
    }

    private static FieldOwner updater(String manager) {
        return new FieldOwner(manager, FieldOwner.Operation.UPDATE, "g/v1", "");
    }

    private static Applied apply(State state, String manager, Leaves leaves, boolean force, Instant at) {
        return state.ownership().apply(state.object(), leaves, applier(manager), force, Set.of(), at);
    }

    private static State forced(State state, String manager, Leaves leaves, Instant at) {
        return switch (apply(state, manager, leaves, true, at)) {
            case Applied.Merged(var object, var ownership) -> new State(object, ownership);
            case Applied.Conflicts conflicts -> throw new AssertionError("Force conflicts: " + conflicts);
        };
    }

    private static State after(List<Step> steps) {
        var state = new State(Leaves.NONE, Ownership.NONE);
        for (var step : steps) {
            state = step.apply()
                    ? forced(state, step.manager(), step.leaves(), NOW)
                    : new State(step.leaves(), state.ownership()
                            .updated(state.object(), step.leaves(), updater(step.manager()), NOW));
        }
        return state;
    }

    @Provide
    Arbitrary<Leaves> leaves() {
        return Arbitraries.maps(Arbitraries.of(PATHS), Arbitraries.of("1", "2", "3")).ofMaxSize(6).map(Leaves::new);
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(Arbitraries.of(true, false), Arbitraries.of("m1", "m2", "m3"), leaves())
                .as(Step::new)
                .list()
                .ofMaxSize(8);
    }

    @Property
    void applying_twice_is_applying_once(@ForAll("histories") List<Step> history, @ForAll("leaves") Leaves wanted) {
        var once = forced(after(history), "m1", wanted, NOW);
        var twice = apply(once, "m1", wanted, false, LATER);
        assertThat(twice).isEqualTo(new Applied.Merged(once.object(), once.ownership()));
    }

    @Property
    void what_is_applied_is_there_and_owned(@ForAll("histories") List<Step> history, @ForAll("leaves") Leaves wanted) {
        var state = forced(after(history), "m1", wanted, NOW);
        assertThat(state.object().values()).containsAllEntriesOf(wanted.values());
        assertThat(state.ownership().of(applier("m1"))).isEqualTo(wanted.paths());
    }

    @Property
    void nobody_owns_what_is_not_there(@ForAll("histories") List<Step> history) {
        var state = after(history);
        state.ownership()
                .owners()
                .values()
                .forEach(owned -> assertThat(state.object().paths()).containsAll(owned.fields()));
        assertThat(state.ownership().owners().values()).noneMatch(owned -> owned.fields().isEmpty());
    }

    @Property
    void who_lost_a_field_to_force_conflicts_when_it_applies_its_own_value_again(
            @ForAll("leaves") Leaves mine, @ForAll("leaves") Leaves theirs) {
        var first = forced(new State(Leaves.NONE, Ownership.NONE), "m1", mine, NOW);
        var second = forced(first, "m2", theirs, NOW);
        var lost = new HashSet<>(mine.paths());
        lost.retainAll(theirs.paths());
        lost.removeIf(path -> mine.agrees(theirs, path));
        switch (apply(second, "m1", mine, false, LATER)) {
            case Applied.Merged _ -> assertThat(lost).isEmpty();
            case Applied.Conflicts(var conflicts) -> {
                assertThat(conflicts.stream().map(Applied.Conflict::path).collect(Collectors.toSet())).isEqualTo(lost);
                assertThat(conflicts).allMatch(conflict -> conflict.owner().equals(applier("m2")));
            }
        }
    }

    @Property
    void a_refused_apply_would_have_changed_a_field_of_another(@ForAll("histories") List<Step> history,
            @ForAll("leaves") Leaves wanted) {
        var state = after(history);
        if (apply(state, "m1", wanted, false, LATER) instanceof Applied.Conflicts(var conflicts)) {
            assertThat(conflicts).isNotEmpty()
                    .allMatch(conflict -> !conflict.owner().equals(applier("m1"))
                            && state.ownership().of(conflict.owner()).contains(conflict.path())
                            && !wanted.agrees(state.object(), conflict.path()));
        }
    }

    @Property
    void disjoint_applies_of_two_newcomers_commute(@ForAll("histories") List<Step> history,
            @ForAll("leaves") Leaves one, @ForAll("leaves") Leaves other) {
        Assume.that(one.paths().stream().noneMatch(other.paths()::contains));
        var state = after(history);
        assertThat(forced(forced(state, "x", one, NOW), "y", other, NOW))
                .isEqualTo(forced(forced(state, "y", other, NOW), "x", one, NOW));
    }

    @Property
    void applying_nothing_takes_back_what_nobody_else_owns(@ForAll("histories") List<Step> history,
            @ForAll("leaves") Leaves wanted) {
        var with = forced(after(history), "x", wanted, NOW);
        var without = forced(with, "x", Leaves.NONE, LATER);
        var others = without.ownership()
                .owners()
                .values()
                .stream()
                .flatMap(owned -> owned.fields().stream())
                .collect(Collectors.toSet());
        assertThat(without.ownership().of(applier("x"))).isEmpty();
        wanted.paths()
                .forEach(path -> assertThat(without.object().paths().contains(path)).isEqualTo(others.contains(path)));
    }

    @Property
    void an_update_that_changes_nothing_changes_no_owner(@ForAll("histories") List<Step> history) {
        var state = after(history);
        assertThat(state.ownership().updated(state.object(), state.object(), updater("x"), LATER))
                .isEqualTo(state.ownership());
    }

    @Property(tries = 50)
    void updaters_are_bounded(@ForAll("leaves") Leaves start) {
        var state = new State(start, Ownership.NONE.updated(Leaves.NONE, start, updater("first"), NOW));
        for (var i = 0; i < 30; i++) {
            var next = state.object().with(FieldPath.fields("spec", "n" + i), "1");
            state = new State(next, state.ownership()
                    .updated(state.object(), next, updater("u" + i), NOW.plusSeconds(i + 1)));
        }
        assertThat(state.ownership().owners()).hasSize(11).containsKey(updater("ancient-changes"));
        assertThat(state.ownership().owners().values().stream().mapToInt(owned -> owned.fields().size()).sum())
                .isEqualTo(state.object().paths().size());
    }

    @Property(tries = 1)
    void defaults_leave_with_the_part_that_they_belong_to() {
        var x = FieldPath.fields("spec", "part", "x");
        var y = FieldPath.fields("spec", "part", "y");
        var applied = forced(new State(Leaves.NONE, Ownership.NONE), "m1",
                new Leaves(Map.of(x, "1", PATHS.getFirst(), "1")), NOW);
        var defaulted = new State(applied.object().with(y, "\"default\""), applied.ownership());
        var removed = forced(defaulted, "m1", new Leaves(Map.of(PATHS.getFirst(), "1")), LATER);
        assertThat(removed.object().values()).isEqualTo(Map.of(PATHS.getFirst(), "1"));
    }
}
