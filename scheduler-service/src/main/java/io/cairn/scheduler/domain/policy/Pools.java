package io.cairn.scheduler.domain.policy;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A policy for each pool of nodes, which learns what the pool is asked for: from the machines that stand there and from
 * what was asked lately. Between pools the scores are compared as they are.
 *
 * <p>It learns at bounded intervals, since nothing that is remembered holds afterwards, and only when there is news. The
 * same asks in the same order make the same policy; a new one learns from what stands.
 */
public final class Pools implements Policy {
    /** Label of nodes that names their pool. */
    public static final String LABEL = "cairn.io/pool";
    /** The pool of nodes without the label. */
    public static final String UNNAMED = "default";

    /** Asks between two lessons, at most, on a fleet of no more nodes. */
    private static final int INTERVAL = 4096;
    /** Machines of a pool that are counted for a lesson; of more, those of some nodes. */
    private static final long MOST_COUNTED = 16_384;
    /** Machines that fitted nowhere and ask again are remembered: they are no new demand. */
    private static final int MOST_REFUSED = 8192;

    private final PolicyName others;
    private final Supplier<Map<String, PolicyName>> chosen;
    private final Listener listener;
    private final Map<String, Pool> pools = new HashMap<>();
    private final Set<String> refused = new LinkedHashSet<>();
    private Map<String, PolicyName> inForce;
    private long version;
    private long asks;
    private long due;

    /** Is told of every lesson. */
    @FunctionalInterface
    public interface Listener {
        void learned(List<InForce> pools);
    }

    /**
     * @param shapes that are prepared for
     * @param news whether it prepares for something else than before
     */
    public record InForce(String pool, PolicyName policy, int nodes, int shapes, boolean news) {}

    /**
     * @param chosen policies by pool; another map whenever they change
     * @param others for pools without a policy of their own, and nodes in none
     */
    public Pools(Supplier<Map<String, PolicyName>> chosen, PolicyName others, Listener listener) {
        this.chosen = chosen;
        this.inForce = chosen.get();
        this.others = others;
        this.listener = listener;
    }

    /** As chosen once. */
    public Pools(Map<String, PolicyName> chosen, PolicyName others, Listener listener) {
        this(() -> chosen, others, listener);
    }

    /** The same everywhere. */
    public static Pools all(PolicyName name) {
        return new Pools(Map.of(), name, _ -> {});
    }

    private static String name(NodeView node) {
        return node.node().labels().getOrDefault(LABEL, UNNAMED);
    }

    private Pool pool(String name) {
        var known = pools.get(name);
        return known != null ? known : pools.computeIfAbsent(name, _ -> new Pool(inForce.getOrDefault(name, others)));
    }

    @Override
    public Policy at(NodeView node) {
        return pool(name(node)).policy();
    }

    @Override
    public String name() {
        return others.text();
    }

    @Override
    public String prefers() {
        return "what the policy of the node's pool prefers";
    }

    @Override
    public int score(Request request, NodeView node) {
        return at(node).score(request, node);
    }

    @Override
    public int share(DeviceAsk ask, Request request, NodeView node, int[] candidates) {
        return at(node).share(ask, request, node, candidates);
    }

    @Override
    public Map<String, Double> parts(Request request, NodeView node) {
        return at(node).parts(request, node);
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void heed(Iterable<? extends NodeView> fleet) {
        if (asks >= due || chosen.get() != inForce) {
            look(fleet);
        }
    }

    /** Pools whose policy is another one now start anew; what was asked of them is remembered. */
    private boolean follow() {
        var now = chosen.get();
        if (now == inForce) {
            return false;
        }
        inForce = now;
        pools.replaceAll((name, pool) -> pool.by(now.getOrDefault(name, others)));
        return true;
    }

    @Override
    public void decided(String machine, Request request, Optional<? extends NodeView> on) {
        asks++;
        if (on.isPresent()) {
            pool(name(on.get())).demand.add(request);
        } else if (remember(machine)) {
            var wanted = request.rules().selector().get(LABEL);
            pools.forEach((name, pool) -> {
                if (wanted == null || wanted.equals(name)) {
                    pool.demand.add(request);
                }
            });
        }
    }

    private boolean remember(String machine) {
        if (refused.size() >= MOST_REFUSED && !refused.contains(machine)) {
            refused.remove(refused.iterator().next());
        }
        return refused.add(machine);
    }

    @Override
    public void look(Iterable<? extends NodeView> fleet) {
        var lessons = new TreeMap<String, Lesson>();
        int nodes = 0;
        for (var node : fleet) {
            lessons.computeIfAbsent(name(node), _ -> new Lesson()).add(node);
            nodes++;
        }
        for (var node : fleet) {
            var lesson = lessons.get(name(node));
            if (lesson != null && counts(node, lesson.machines())) {
                node.claims().forEach(claim -> lesson.add(Demand.Ask.of(claim.request()), Demand.ONE));
            }
        }
        pools.keySet().retainAll(lessons.keySet());
        boolean other = follow();
        var lines = new ArrayList<InForce>();
        lessons.forEach((name, lesson) -> lines.add(teach(name, lesson)));
        version += other || lines.stream().anyMatch(InForce::news) ? 1 : 0;
        due = asks + Math.clamp(asks, 1, Math.max(INTERVAL, nodes));
        listener.learned(lines);
    }

    private InForce teach(String name, Lesson lesson) {
        var pool = pool(name);
        pool.demand.forEach(lesson::add);
        boolean news = pool.teach(lesson);
        return new InForce(name, pool.name(), lesson.nodes(), pool.shapes(), news);
    }

    /** Of a large pool only so many nodes that about the most are counted; which, depends on their names alone. */
    private static boolean counts(NodeView node, long machines) {
        long every = (machines + MOST_COUNTED - 1) / MOST_COUNTED;
        return every <= 1 || Math.floorMod(node.node().name().hashCode() * 0x9E3779B9 >>> 8, every) == 0;
    }
}
