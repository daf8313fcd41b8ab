package io.cairn.scheduler.domain.defrag;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A fleet at one moment: nodes in order of their names, claims in order of their machines. */
public record Snapshot(List<Node> nodes, List<Claim> claims) {
    public Snapshot {
        nodes = nodes.stream().sorted(Comparator.comparing(Node::name)).toList();
        claims = claims.stream().sorted(Comparator.comparing(Claim::machine)).toList();
    }

    public static Snapshot of(ClusterView view) {
        var nodes = new ArrayList<Node>(view.size());
        var claims = new ArrayList<Claim>(view.machines());
        for (var node : view.nodes()) {
            nodes.add(node.node());
            claims.addAll(node.claims());
        }
        return new Snapshot(nodes, claims);
    }

    /** A view of its own. */
    public ClusterView view(Policy policy) {
        var view = new ClusterView(policy);
        nodes.forEach(view::put);
        claims.forEach(view::claim);
        return view;
    }
}
