package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Piece;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whoever trades a piece fits in its place, and whoever is refused fits in the place of none. */
class TradeProperties {

    @Property(tries = 100)
    void a_trade_is_what_the_oracle_allows_and_to_decide_on_it_changes_nothing(@ForAll long seed) {
        var random = new Random(seed);
        var view = new ClusterView(new FirstFit());
        for (var i = 0; i < 6; i++) {
            view.put(random.node(i));
        }
        var piece = random.request().withTerms();
        var holders = new ArrayList<String>();
        for (var i = 1; i <= 40; i++) {
            var held = random.below(3) == 0;
            var name = held ? new Piece("r", i).holder() : "m" + i;
            if (view.place(name, held ? piece : random.request()) instanceof Decision.Chosen && held) {
                holders.add(name);
            }
        }
        for (var i = 0; i < 20; i++) {
            var request = random.below(2) == 0 ? piece : random.request();
            var machines = view.machines();
            var explained = view.explain(request);
            var trade = Trade.decide(view, holders, request);
            assertThat(view.machines()).isEqualTo(machines);
            assertThat(view.explain(request)).isEqualTo(explained);
            check(view, holders, request, trade);
            if (trade instanceof Trade.Taken(var given, var chosen)) {
                view.release(given.machine());
                view.claim(chosen.claim("t" + i, request));
                holders.remove(given.machine());
            }
        }
    }

    private static void check(ClusterView view, List<String> holders, Request request, Trade trade) {
        switch (trade) {
            case Trade.Taken(var piece, var chosen) -> {
                assertThat(chosen.node()).isEqualTo(piece.node());
                assertThat(holders).contains(piece.machine());
                assertThat(fitsWithout(view, piece, request)).as("%s in place of %s", request, piece).isTrue();
            }
            case Trade.Unfit unfit -> {
                assertThat(unfit.pieces()).isEqualTo(holders.size());
                // Of several asks for devices the oracle knows only whether each could be had alone.
                if (request.devices().size() < 2) {
                    assertThat(holders).noneMatch(
                            holder -> fitsWithout(view, view.find(holder).orElseThrow(), request));
                }
            }
            case Trade.Nothing _ -> assertThat(holders).isEmpty();
        }
    }

    private static boolean fitsWithout(ClusterView view, Claim piece, Request request) {
        var oracle = new Oracle();
        for (var node : view.nodes()) {
            oracle.nodes.put(node.node().name(), node.node());
            node.claims().forEach(claim -> oracle.claims.put(claim.machine(), claim));
        }
        oracle.claims.remove(piece.machine());
        return oracle.fits(request, view.node(piece.node()).orElseThrow().node());
    }
}
