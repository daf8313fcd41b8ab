package io.cairn.bench.placement;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.Map;

/** What a view takes in memory, and how long it takes to build one. */
final class Memory {
    private static final int CLAIMS_PER_NODE = 10;

    private Memory() {}

    static void main(String[] args) {
        var nodes = Integer.parseInt(args[0]);
        var fleet = new ArrayList<Node>();
        for (var i = 0; i < nodes; i++) {
            fleet.add(Fleet.node(i));
        }
        var claims = new ArrayList<Claim>();
        for (var i = 0; i < nodes * CLAIMS_PER_NODE; i++) {
            claims.add(Claim.of("3f0c3a1e-0000-4000-8000-%012d".formatted(i), fleet.get(i % nodes).name(),
                    Request.of(Resources.of(1 + i % 4, 4096, 20_000))
                            .with(new Owner("org-" + i % 100, "default"))
                            .withLabels(Map.of("app", "app-" + i % 1000))));
        }
        var before = used();
        var start = System.nanoTime();
        var view = new ClusterView(Pools.all(PolicyName.DEFAULT));
        fleet.forEach(view::put);
        var withNodes = used();
        var between = System.nanoTime();
        claims.forEach(view::claim);
        view.decide(Request.of(Resources.of(1, 1024, 1000)));
        var rebuilt = System.nanoTime() - between;
        var after = used();
        System.out.printf("%nView of %,d nodes with 8 GPUs each and %,d claims: rebuilt in %.1f s%n", nodes,
                claims.size(), (rebuilt + between - start) / 1e9);
        System.out.printf("Memory: %.1f MB for each 10,000 nodes, %.1f MB for each 100,000 claims%n",
                (withNodes - before) / 1e6 / nodes * 10_000, (after - withNodes) / 1e6 / claims.size() * 100_000);
        System.out.println("(beside the nodes and claims as they were read; " + view.machines() + " machines)");
    }

    private static long used() {
        var runtime = Runtime.getRuntime();
        for (var i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
