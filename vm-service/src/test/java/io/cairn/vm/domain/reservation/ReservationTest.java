package io.cairn.vm.domain.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.Machines;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmFacts.Trouble;
import io.cairn.vm.domain.reservation.Reservation.Action;
import io.cairn.vm.domain.reservation.ReservationFacts.Size;
import io.cairn.vm.domain.reservation.ReservationFacts.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReservationTest {
    private static final Instant FROM = Machines.T0.plusSeconds(100);
    private static final Instant UNTIL = Machines.T0.plusSeconds(200);
    private static final Size SIZE = new Size(1, 128, 2_048, Layout.SHARED, 0);

    private static Reservation reservation(Stage stage, boolean deleting) {
        return with(new ReservationFacts(Optional.of(SIZE), stage, Map.of(), Optional.empty(), Map.of()), deleting);
    }

    private static Reservation with(ReservationFacts facts, boolean deleting) {
        return new Reservation(new Metadata(new ObjectKey("default", "team-a", "train"), "uid", 1, 1, Machines.T0,
                deleting ? Optional.of(Machines.T0) : Optional.empty(), Map.of(), Map.of(), List.of(), List.of(), "[]"),
                new ReservationSpec(Optional.of("c1.nano"), Optional.empty(), Optional.empty(), List.of(),
                        Optional.empty(), 2, Optional.of(FROM), UNTIL),
                facts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            AHEAD  | 0   | false | Await
                                            AHEAD  | 100 | false | Book
                                            AHEAD  | 200 | false | End
                                            AHEAD  | 0   | true  | End
                                            ASKING | 100 | false | Hold
                                            ASKING | 200 | false | End
                                            ASKING | 100 | true  | End
                                            HELD   | 100 | false | Await
                                            HELD   | 200 | false | End
                                            HELD   | 100 | true  | End
                                            ENDING | 100 | false | GiveBack
                                            ENDING | 100 | true  | GiveBack
                                            OVER   | 300 | false | Rest
                                            OVER   | 300 | true  | Forget
                                            """)
    void what_is_next_follows_from_stage_time_and_deletion(Stage stage, int seconds, boolean deleting, String next) {
        assertThat(reservation(stage, deleting).next(Machines.T0.plusSeconds(seconds)).getClass().getSimpleName())
                .isEqualTo(next);
    }

    @ParameterizedTest
    @EnumSource
    void from_everywhere_it_comes_to_rest_in_a_few_steps_and_never_goes_back(Stage stage) {
        for (var seconds : List.of(0, 100, 150, 200, 300)) {
            for (var deleting : List.of(false, true)) {
                var at = reservation(stage, deleting);
                var steps = new ArrayList<Stage>();
                while (!(at.next(Machines.T0.plusSeconds(seconds)) instanceof Action.Await)
                        && !(at.next(Machines.T0.plusSeconds(seconds)) instanceof Action.Rest)
                        && !(at.next(Machines.T0.plusSeconds(seconds)) instanceof Action.Forget)) {
                    at = with(step(at.facts(), at.next(Machines.T0.plusSeconds(seconds))), deleting);
                    steps.add(at.facts().stage());
                    assertThat(steps).hasSizeLessThan(5).isSorted();
                }
            }
        }
    }

    private static ReservationFacts step(ReservationFacts facts, Action action) {
        return switch (action) {
            case Action.Book _ -> facts.asking(SIZE);
            case Action.Hold _ -> facts.held();
            case Action.End _ -> facts.ending();
            case Action.GiveBack _ -> facts.over();
            case Action.Await _,Action.Rest _,Action.Forget _ -> facts;
        };
    }

    @Test
    void a_late_step_of_another_replica_changes_nothing() {
        var over = reservation(Stage.OVER, false).facts();
        assertThat(over.asking(SIZE)).isEqualTo(over);
        assertThat(over.held()).isEqualTo(over);
        assertThat(over.ending()).isEqualTo(over);
        var held = reservation(Stage.HELD, false).facts();
        assertThat(held.troubled(new Trouble("NoNodeFits", "", "", 1, FROM))).isEqualTo(held);
        assertThat(held.taken(1, "web").taken(1, "other").taken()).isEqualTo(Map.of("1", "web"));
    }

    @Test
    void what_may_be_claimed_for_it_is_no_leak_and_the_rest_is() {
        assertThat(reservation(Stage.HELD, false).facts().mayHold(2, 2)).isTrue();
        assertThat(reservation(Stage.ENDING, true).facts().mayHold(2, 2)).as("about to be given back").isTrue();
        assertThat(reservation(Stage.HELD, false).facts().mayHold(3, 2)).isFalse();
        assertThat(reservation(Stage.HELD, false).facts().taken(2, "web").mayHold(2, 2)).isFalse();
        assertThat(reservation(Stage.AHEAD, false).facts().mayHold(1, 2)).isFalse();
        assertThat(reservation(Stage.OVER, false).facts().mayHold(1, 2)).isFalse();
    }
}
