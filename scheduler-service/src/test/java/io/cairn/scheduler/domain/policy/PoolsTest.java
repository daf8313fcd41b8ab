package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolsTest {
    private static final Request SMALL = Request.of(Resources.of(1, 1024, 0));

    private final List<Pools.InForce> told = new ArrayList<>();

    private ClusterView view(Map<String, PolicyName> chosen, PolicyName others) {
        return new ClusterView(new Pools(chosen, others, told::addAll));
    }

    private static Node node(String name, String pool) {
        return Node.of(name, Resources.of(16, 16 * 1024, 0)).withLabels(Map.of(Pools.LABEL, pool));
    }

    private static Node gpus(String name, int count) {
        var devices = IntStream.range(0, count)
                .mapToObj(i -> Device.of("0000:%02x:00.0".formatted(i), "gpu", "h200"))
                .toList();
        return Node.of(name, Resources.of(64, 256 * 1024, 0)).withDevices(devices);
    }

    private static Request gpu(int cpus, int count) {
        return Request.of(Resources.of(cpus, 1024, 0)).withDevices(DeviceAsk.whole("gpu", "h200", count));
    }

    private static Request in(String pool) {
        return SMALL.with(new Rules(Map.of(Pools.LABEL, pool), List.of(), 0, 0));
    }

    private static String where(Decision decision) {
        return switch (decision) {
            case Decision.Chosen chosen -> chosen.node();
            case Decision.NoFit refusal -> refusal.reason();
        };
    }

    @ParameterizedTest
    @CsvSource({"bestfit, a0, a0", "default, a0, a0", "fgd, a0, a0", "spread, a0, a1"})
    void eachPoolIsPlacedByItsPolicy(String name, String first, String second) {
        var view = view(Map.of("a", PolicyName.of(name)), PolicyName.SPREAD);
        List.of(node("a0", "a"), node("a1", "a"), node("b0", "b"), node("b1", "b")).forEach(view::put);
        assertThat(List.of(where(view.place("1", in("a"))), where(view.place("2", in("a"))))).containsExactly(first,
                second);
        assertThat(List.of(where(view.place("3", in("b"))), where(view.place("4", in("b"))))).containsExactly("b0",
                "b1");
    }

    @Test
    void whatIsNoPolicyIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> PolicyName.of("fullest")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"fullest\" is no placement policy; there are default, bestfit, spread, fgd");
    }

    @Test
    void theDefaultLearnsToKeepWholeNodesForThoseThatAskForThem() {
        var view = view(Map.of(), PolicyName.DEFAULT);
        IntStream.range(0, 8).forEach(i -> view.put(gpus("node-" + i, 8)));
        // The first single one breaks a node; after eight-GPU machines were asked for, others join it.
        view.place("single-0", gpu(4, 1));
        for (int i = 0; i < 64; i++) {
            view.place("eight-" + i, gpu(32, 8));
            view.release("eight-" + i);
        }
        var broken = view.find("single-0").orElseThrow().node();
        for (int i = 1; i < 8; i++) {
            assertThat(where(view.place("single-" + i, gpu(4, 1)))).isEqualTo(broken);
        }
    }

    @Test
    void aMachineThatFitsNowhereCountsOnceHoweverOftenItAsks() {
        var view = view(Map.of(), PolicyName.DEFAULT);
        view.put(gpus("node-0", 2));
        for (int i = 0; i < 200; i++) {
            view.place("small-" + i, gpu(1, 1));
            view.release("small-" + i);
        }
        told.clear();
        for (int i = 0; i < 2000; i++) {
            view.place("too-large", gpu(1, 4));
        }
        assertThat(told).isNotEmpty().noneMatch(Pools.InForce::news);
    }

    @Test
    void itIsNewsWhenSomethingElseIsAskedAndOnlyThen() {
        var view = view(Map.of(), PolicyName.DEFAULT);
        IntStream.range(0, 4).forEach(i -> view.put(gpus("node-" + i, 8)));
        ask(view, "one-", gpu(1, 1), 1000);
        told.clear();
        ask(view, "more-", gpu(1, 1), 10_000);
        assertThat(told).isNotEmpty().noneMatch(Pools.InForce::news);
        long before = view.policy().version();
        ask(view, "other-", gpu(16, 2), 10_000);
        assertThat(told).anyMatch(Pools.InForce::news);
        assertThat(view.policy().version()).isGreaterThan(before);
    }

    private static void ask(ClusterView view, String name, Request request, int times) {
        for (int i = 0; i < times; i++) {
            view.place(name + i, request);
            view.release(name + i);
        }
    }

    @Test
    void lessonsAreAtLeastAsFarApartAsTheFleetIsLarge() {
        var view = view(Map.of(), PolicyName.DEFAULT);
        IntStream.range(0, 6000).forEach(i -> view.put(node("node-" + i, "a")));
        ask(view, "first-", SMALL, 20_000);
        told.clear();
        ask(view, "then-", SMALL, 18_000);
        assertThat(told).hasSizeBetween(2, 3);
    }

    @Test
    void eachPoolLearnsWhatIsAskedOfIt() {
        var view = view(Map.of("b", PolicyName.FGD), PolicyName.DEFAULT);
        List.of(node("a0", "a"), node("b0", "b")).forEach(view::put);
        for (int i = 0; i < 4; i++) {
            view.place("a-" + i, in("a").with(Resources.of(1 + i, 512, 0)));
            view.place("b-" + i, in("b"));
        }
        view.learn();
        assertThat(told.subList(told.size() - 2, told.size())).extracting(Pools.InForce::pool, Pools.InForce::policy,
                Pools.InForce::nodes, Pools.InForce::shapes)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("a", PolicyName.DEFAULT, 1, 4),
                        org.assertj.core.groups.Tuple.tuple("b", PolicyName.FGD, 1, 1));
    }

    @Test
    void anotherPolicyIsTakenInWithTheNextMachine() {
        var chosen = new AtomicReference<>(Map.<String, PolicyName>of());
        var view = new ClusterView(new Pools(chosen::get, PolicyName.BESTFIT, told::addAll));
        List.of(node("a0", "a"), node("a1", "a")).forEach(view::put);
        assertThat(List.of(where(view.place("1", in("a"))), where(view.place("2", in("a"))))).containsOnly("a0");
        chosen.set(Map.of("a", PolicyName.SPREAD));
        assertThat(where(view.place("3", in("a")))).isEqualTo("a1");
        assertThat(told.getLast().policy()).isEqualTo(PolicyName.SPREAD);
    }

    @Test
    void aNodeThatJoinsOrChangesItsPoolIsToldOf() {
        var view = view(Map.of(), PolicyName.DEFAULT);
        view.put(node("a0", "a"));
        view.heed();
        told.clear();
        view.heed();
        assertThat(told).isEmpty();
        view.put(node("a0", "b"));
        view.put(node("a1", "a"));
        view.decide(SMALL);
        view.heed();
        assertThat(told).extracting(Pools.InForce::pool).containsExactly("a", "b");
    }

    @Test
    void theWinnerIsExplainedByThePolicyOfItsPool() {
        var view = view(Map.of("a", PolicyName.SPREAD), PolicyName.BESTFIT);
        List.of(node("a0", "a"), node("a1", "a")).forEach(view::put);
        view.place("1", in("a"));
        assertThat(view.explain(in("a")).why()).isEqualTo("Node a1 wins: the policy spread prefers the emptiest node, "
                + "by what it would have the least of; least left 0.938 (a0: 0.875)");
        view.removeNode("a0");
        assertThat(view.explain(in("a")).why()).isEqualTo("Node a1 is the only one that fits");
    }
}
