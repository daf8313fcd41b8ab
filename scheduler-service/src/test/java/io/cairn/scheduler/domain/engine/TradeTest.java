package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Piece;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TradeTest {
    private static final Request FOUR = Request.of(Resources.of(4, 1024, 0)).withPriority(0, false);

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));

    @BeforeEach
    void two_full_nodes_with_a_piece_each() {
        view.put(Node.of("a", Resources.of(8, 8192, 0)).withLabels(Map.of("zone", "one")));
        view.put(Node.of("b", Resources.of(8, 8192, 0)).withLabels(Map.of("zone", "two")));
        for (var on : List.of("a", "b")) {
            view.claim(Claim.of("other-" + on, on, FOUR));
            view.claim(Claim.of(piece(on), on, FOUR.withLabels(Map.of(Piece.LABEL, "r"))));
        }
    }

    private static String piece(String node) {
        return new Piece("r", node.equals("a") ? 1 : 2).holder();
    }

    private Trade trade(Request request) {
        return Trade.decide(view, Stream.of("a", "b").map(TradeTest::piece).toList(), request);
    }

    @Test
    void nobody_else_fits_and_whoever_trades_goes_where_the_piece_is() {
        assertThat(view.decide(FOUR)).isInstanceOf(Decision.NoFit.class);
        assertThat(trade(FOUR)).isInstanceOfSatisfying(Trade.Taken.class, taken -> {
            assertThat(taken.piece().machine()).isEqualTo(piece("a"));
            assertThat(taken.chosen().node()).isEqualTo("a");
        });
        assertThat(view.machines()).as("nothing has changed").isEqualTo(4);
        assertThat(view.decide(FOUR)).isInstanceOf(Decision.NoFit.class);
    }

    @Test
    void it_is_the_piece_that_suits_the_machine() {
        var far = FOUR.with(new io.cairn.scheduler.domain.model.Rules(Map.of("zone", "two"), List.of(), 0, 0));
        assertThat(trade(far)).isInstanceOfSatisfying(Trade.Taken.class,
                taken -> assertThat(taken.chosen().node()).isEqualTo("b"));
    }

    @Test
    void what_is_larger_than_every_piece_is_refused_with_the_words_of_the_first_node() {
        assertThat(trade(Request.of(Resources.of(6, 1024, 0)))).isInstanceOfSatisfying(Trade.Unfit.class, unfit -> {
            assertThat(unfit.pieces()).isEqualTo(2);
            assertThat(unfit.why().message()).isEqualTo("Node a, where a piece is held: too few free vCPUs "
                    + "(asked 6 vCPUs, most free 4 vCPUs)");
        });
    }

    @Test
    void without_pieces_there_is_nothing_to_trade() {
        view.release(piece("a"));
        view.release(piece("b"));
        assertThat(trade(FOUR)).isInstanceOf(Trade.Nothing.class);
    }

    @Test
    void a_piece_is_preempted_by_nobody_and_moved_by_no_plan() {
        var urgent = FOUR.withPriority(Request.HIGHEST, false);
        assertThat(view.preempt(urgent)).isInstanceOf(Preemption.Hopeless.class);
        assertThat(new Piece("r", 7).holder()).isEqualTo("reservation/r/7");
        assertThat(new Piece("r", 7).heldBy("reservation/r/8")).isFalse();
    }
}
