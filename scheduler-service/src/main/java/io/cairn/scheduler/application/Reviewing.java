package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.engine.Preemption;
import io.cairn.scheduler.domain.engine.Trade;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers questions on a view that is as before when it is done. */
final class Reviewing {
    private final Fleet fleet;

    Reviewing(Fleet fleet) {
        this.fleet = fleet;
    }

    Review review(ClaimAsk ask, Supposition supposition) {
        var claim = fleet.find(ask.vmUid());
        var standing = claim.map(Claim::node).orElse("");
        var unknown = unknown(supposition);
        return fleet.earmarks().look(ask.unit(), ask.request().priority(), () -> fleet.view().whatIf(view -> {
            view.release(ask.vmUid());
            fleet.nominations().find(ask.vmUid()).ifPresent(room -> view.release(room.holder()));
            supposition.without().forEach(view::release);
            supposition.added().forEach(added -> add(view, added));
            supposition.drained().forEach(name -> drain(view, name));
            // A machine that made room can go to where its disk is only.
            var decision = claim.filter(Claim::parked)
                    .map(parked -> view.decideOn(parked.node(), ask.request()))
                    .orElseGet(() -> claim.isEmpty()
                            && ask.reserving() instanceof ClaimAsk.Reserving.Redeems redeems
                                    ? redeem(view, ask, redeems)
                                    : fleet.sites().decide(view, ask.request()));
            return switch (decision) {
                case Decision.Chosen chosen ->
                    new Review(chosen, fleet.sites().explain(view, ask.request()), standing, List.of(),
                            unknown);
                case Decision.NoFit refusal -> new Review(
                        Refusing.earmarked(Refusing.words(refusal, fleet, ask.request()), fleet,
                                ask.request()),
                        refusal.explanation(), standing, hints(view, ask, supposition), unknown);
            };
        }));
    }

    private Decision redeem(ClusterView view, ClaimAsk ask, ClaimAsk.Reserving.Redeems redeems) {
        var holders = new Redeeming(fleet, Set.of()).holders(redeems, ask.vmUid());
        return switch (Trade.decide(view, holders, fleet.sites().resolved(ask.request()))) {
            case Trade.Taken(_, var chosen) -> chosen;
            case Trade.Unfit unfit -> Redeeming.unfit(redeems, unfit);
            case Trade.Nothing _ -> Redeeming.usedUp(redeems);
        };
    }

    private List<String> hints(ClusterView view, ClaimAsk ask, Supposition supposition) {
        var hints = new ArrayList<String>();
        if (ask.mostVictims() > 0) {
            switch (fleet.preempt(ask)) {
                case Preemption.Evict(_, var victims) when victims.size() <= ask.mostVictims() ->
                    hints.add("It fits once %s".formatted(victims.size() == 1
                            ? "1 machine of a lower priority class has made room for it"
                            : victims.size() + " machines of lower priority classes have made room for it"));
                case Preemption.Hopeless(_, var kept) when kept > 0 -> hints.add("It would fit, but "
                        + Refusing.kept(kept));
                case Preemption.Evict _,Preemption.Hopeless _,Preemption.NotNeeded _ -> {
                }
            }
        }
        hints.addAll(new Hints(view, fleet.sites(), ask.request()).of(supposition.sizes()));
        return hints;
    }

    private List<String> unknown(Supposition supposition) {
        var names = new ArrayList<>(supposition.drained());
        supposition.added().stream().map(Supposition.Added::like).filter(like -> !like.isEmpty()).forEach(names::add);
        names.removeIf(name -> fleet.view().node(name).isPresent());
        return names;
    }

    private static void drain(ClusterView view, String name) {
        view.node(name).map(NodeView::node).ifPresent(node -> view.put(node.with(node.state().cordon())));
    }

    private void add(ClusterView view, Supposition.Added added) {
        for (var i = 1; i <= added.count(); i++) {
            var name = "supposed-%d-%d".formatted(view.size(), i);
            model(view, added, name).map(fleet.places()::sited).ifPresent(view::put);
        }
    }

    /** As the other one, but empty, ready and open; the labels that are given come on top of its own. */
    private static Optional<Node> model(ClusterView view, Supposition.Added added, String name) {
        if (added.like().isEmpty()) {
            return Optional.of(Node.of(name, added.capacity())
                    .withLabels(added.labels())
                    .withCells(List.of(cell(added.capacity())))
                    .withDevices(added.devices()));
        }
        return view.node(added.like()).map(NodeView::node).map(node -> {
            var labels = new java.util.HashMap<>(node.labels());
            labels.putAll(added.labels());
            var open = new Node.State(true, false, node.state().emulated(), node.state().emulationAllowed(),
                    node.state().isolationTier());
            return new Node(name, open, capacity(node), node.overcommitPercent(), labels, node.taints(), node.cells(),
                    node.devices());
        });
    }

    /** One NUMA node with everything. */
    private static Node.Cell cell(Resources all) {
        return new Node.Cell(0, all.cpuMilli() / 1_000, all.memoryMib(), all.hugepages2Mi(), all.hugepages1Gi());
    }

    private static Resources capacity(Node node) {
        return node.capacity();
    }
}
