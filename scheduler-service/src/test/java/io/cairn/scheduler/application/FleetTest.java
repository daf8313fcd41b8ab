package io.cairn.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Siting;
import io.cairn.scheduler.domain.model.Taint;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.model.Toleration;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import io.cairn.scheduler.domain.site.Site;
import io.cairn.scheduler.domain.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scheduler's view: kept up or read anew, it is the same; asked, it does not change. */
class FleetTest {
    private static final Owner TEAM = new Owner("default", "team-a");
    private static final Resources SMALL = Resources.of(1, 1_024, 100);

    private final MemoryClaims claims = new MemoryClaims();
    private final Map<String, NodePolicy> policies = new HashMap<>();
    private final Map<String, NodePolicy> touched = new HashMap<>();

    private Sites sites = Sites.NONE;

    private Fleet fleet() {
        var fleet = new Fleet(claims, new Policies() {
            @Override
            public Map<String, NodePolicy> all() {
                return Map.copyOf(policies);
            }

            @Override
            public Map<String, NodePolicy> changed() {
                return Map.copyOf(touched);
            }
        }, new JsonShapes(), () -> new ClusterView(Pools.all(PolicyName.BESTFIT)), Budgets.NONE, () -> sites);
        fleet.rebuild();
        return fleet;
    }

    private void policy(String node, boolean cordoned, Taint... taints) {
        var policy = new NodePolicy(true, cordoned, false,
                Map.of("zone", "z" + node.charAt(node.length() - 1) % 2, Node.SITE,
                        "s" + node.charAt(node.length() - 1) % 3),
                List.of(taints));
        policies.put(node, policy);
        touched.put(node, policy);
    }

    private void node(String name, int vcpus) {
        claims.put(new NodeRow(name, Amount.of(Resources.of(vcpus, 8_192, 10_000)), 400, false, false, true, false,
                List.of(), List.of(new NodeRow.Device("0000:01:00.0", "gpu", "model-a", 1, 0, "", "", "", true,
                        true))));
        policy(name, false);
    }

    private static Request request(Resources size) {
        return Request.of(size).with(TEAM);
    }

    private static ClaimAsk ask(String vm, Request request) {
        return new ClaimAsk(vm, 1, "default/team-a/" + vm, request);
    }

    private static String picture(Fleet fleet) {
        var lines = new ArrayList<String>();
        for (var node : fleet.view().nodes()) {
            lines.add("%s %s %d %d %d %s".formatted(node.node(), node.machines(), node.freeCpuMilli(),
                    node.freeMemoryMib(), node.freeDiskMib(), node.claims()
                            .stream()
                            .map(Object::toString)
                            .sorted()
                            .toList()));
        }
        lines.sort(null);
        return String.join("\n", lines);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_view_that_was_kept_up_is_the_one_that_is_read_anew(long seed) {
        var random = new Random(seed);
        for (var i = 0; i < 6; i++) {
            node("node-" + i, 8);
        }
        var kept = fleet();
        for (var step = 0; step < 300; step++) {
            var name = "node-" + random.nextInt(6);
            switch (random.nextInt(8)) {
                case 7 ->
                    sites = new Sites(List.of(site("s0", random.nextBoolean()), site("s1", random.nextBoolean())));
                case 0 -> node(name, 4 + random.nextInt(8));
                case 1 -> policy(name, random.nextBoolean());
                case 2 -> claims.silent.add(name);
                case 3 -> claims.silent.remove(name);
                case 4 -> {
                    policies.remove(name);
                    touched.put(name, NodePolicy.UNKNOWN);
                }
                default -> act(random, kept, step);
            }
            if (random.nextInt(4) == 0) {
                kept.refresh();
            }
        }
        kept.refresh();
        assertThat(picture(kept)).isEqualTo(picture(fleet()));
    }

    private static Site site(String name, boolean open) {
        return new Site(name, open ? Site.State.OPEN : Site.State.LOST, 0, Map.of());
    }

    @Test
    void who_wished_for_a_site_stays_there_and_only_a_silent_node_of_a_lost_one_is_lost() {
        node("node-0", 8);
        node("node-1", 8);
        sites = new Sites(List.of(site("s0", true), site("s1", true)));
        var wish = request(SMALL).with(Siting.CHEAPEST);
        var fleet = fleet();
        assertThat(claims.commit(List.of(new Intent.Take("vm", 1, "default/team-a/vm", "node-1", Amount.of(SMALL),
                List.of(), List.of(), fleet.shape(wish), "")))).hasSize(1);
        fleet.refresh();
        assertThat(fleet.view().find("vm").orElseThrow().request().rules().siting())
                .isEqualTo(new Siting.At(Set.of("s1"), Set.of("s0", "s1")));
        sites = new Sites(List.of(site("s0", true), site("s1", false)));
        fleet.refresh();
        assertThat(fleet.lost("node-1")).as("it is heard").isFalse();
        claims.silent.add("node-0");
        claims.silent.add("node-1");
        fleet.refresh();
        assertThat(fleet.lost("node-1")).isTrue();
        assertThat(fleet.lost("node-0")).as("its site is not lost").isFalse();
    }

    @Test
    void a_latency_that_would_be_near_enough_is_hinted_at() {
        node("node-0", 8);
        node("node-1", 8);
        sites = new Sites(List.of(new Site("s0", Site.State.OPEN, 1, Map.of("de", 90)),
                new Site("s1", Site.State.OPEN, 1, Map.of("de", 41))));
        var near = request(SMALL).with(new Siting.Wish(Set.of(), Set.of("de"), 20));
        assertThat(hints(fleet(), near))
                .containsExactly("It fits if placement.site.maxLatencyMilliseconds is 41 instead of 20");
        assertThat(
                hints(fleet(), request(Resources.of(9, 10, 10)).with(new Siting.Wish(Set.of("s0"), Set.of("de"), 90))))
                .containsExactly("It fits with 8 vCPUs instead of 9");
        node("node-1", 16);
        assertThat(
                hints(fleet(), request(Resources.of(9, 10, 10)).with(new Siting.Wish(Set.of("s0"), Set.of("de"), 90))))
                .contains("It fits if placement.site.names is left out");
    }

    private void act(Random random, Fleet kept, int step) {
        var vm = "vm-" + random.nextInt(20);
        var asked = request(SMALL).withLabels(Map.of("app", "a" + random.nextInt(3)))
                .withTerms(new Term.AntiAffinity("zone", Map.of("app", "a0"), 10));
        Intent intent = random.nextInt(3) == 0 ? new Intent.Release(vm, step)
                : random.nextInt(3) == 0
                        ? new Intent.Resize(vm, step, Amount.of(Resources.of(2, 512, 10)), kept.shape(asked))
                        : new Intent.Take(vm, step, "default/team-a/" + vm, "node-" + random.nextInt(6),
                                Amount.of(SMALL), List.of(), List.of(), kept.shape(asked), "");
        assertThat(claims.commit(List.of(intent))).hasSize(1);
    }

    @Test
    void a_request_is_remembered_as_it_was() {
        var shapes = new JsonShapes();
        var rich = request(SMALL).withLabels(Map.of("app", "web"))
                .with(new Rules(Map.of("disk", "ssd"), List.of(new Toleration("k", "Equal", "v", "NoSchedule")), 1, 2))
                .withTerms(new Term.Affinity("zone", Map.of("app", "db"), 0),
                        new Term.AntiAffinity("rack", Map.of("app", "web"), 7),
                        new Term.Spread("zone", Map.of("app", "web"), 2, 0),
                        new Term.AtMost("kubernetes.io/hostname", Map.of("app", "web"), 3))
                .with(Tenancy.DEDICATED_HOST)
                .withDevices(DeviceAsk.whole("gpu", "model-a", 2))
                .withPriority(1_000, false);
        var sited = rich.with(new Siting.Wish(Set.of("s0"), Set.of("de", "fr"), 20));
        for (var request : List.of(rich, sited, request(SMALL).with(Siting.CHEAPEST), request(SMALL),
                request(SMALL).withPriority(0, false))) {
            var claim = new Claim(1, "vm", 1, "default/team-a/vm", "node-1", Amount.of(SMALL), List.of(), List.of(),
                    shapes.text(request));
            assertThat(shapes.request(claim)).isEqualTo(request);
        }
        assertThat(shapes.read("{\"labels\":{},\"devices\":[],\"rules\":{\"selector\":{},\"tolerations\":[],"
                + "\"isolationTier\":0,\"numaCells\":0},\"terms\":[],\"tenancy\":\"Shared\",\"priority\":7,"
                + "\"preemptible\":false}").rules().siting()).as("of before there were sites")
                .isEqualTo(Siting.ANYWHERE);
        assertThat(shapes.text(request(SMALL))).as("what most machines are needs no room").isEmpty();
    }

    @Test
    void a_question_changes_nothing_and_its_counts_add_up() {
        for (var i = 0; i < 4; i++) {
            node("node-" + i, 8);
        }
        policy("node-3", true);
        assertThat(claims.commit(List.of(new Intent.Take("vm-1", 1, "default/team-a/vm-1", "node-1", Amount.of(
                Resources.of(8, 4_096, 10)), List.of(), List.of(), "", "")))).hasSize(1);
        var fleet = fleet();
        var before = picture(fleet);
        var supposition = new Supposition(List.of("vm-1"), List.of(new Supposition.Added(3, "node-1", Resources.NONE,
                Map.of(), List.of()),
                new Supposition.Added(1, "", Resources.of(64, 1 << 20, 1 << 20), Map.of(),
                        List.of())),
                List.of("node-0"), List.of());
        var large = ask("new", request(Resources.of(32, 100_000, 100)));
        var review = new Reviewing(fleet).review(large, supposition);
        assertThat(review.decision()).isInstanceOf(Decision.Chosen.class);
        var explanation = review.explanation();
        assertThat(explanation.nodes()).isEqualTo(8);
        assertThat(explanation.filters().stream().mapToInt(Decision.Count::removed).sum() + explanation.fitting())
                .isEqualTo(explanation.nodes());
        assertThat(picture(fleet)).isEqualTo(before);
        assertThat(new Reviewing(fleet).review(large, Supposition.NONE).decision())
                .as("nothing of it was meant")
                .isInstanceOf(Decision.NoFit.class);
    }

    @Test
    void a_machine_that_fits_nowhere_is_told_what_would_help() {
        node("node-0", 8);
        policy("node-0", false, new Taint("gpu", "only", "NoSchedule"));
        node("node-1", 8);
        var fleet = fleet();
        assertThat(hints(fleet, request(Resources.of(4, 9_000, 10)), new Supposition.Size("c2.small", SMALL, 0)))
                .containsExactly("It fits with 8192 MiB of memory instead of 9000 MiB",
                        "It fits now as instance type c2.small");
        assertThat(hints(fleet, request(SMALL).with(new Rules(Map.of("disk", "ssd"), List.of(), 0, 0))))
                .containsExactly("It fits if placement.nodeSelector does not ask for disk=ssd");
        policy("node-1", true);
        assertThat(hints(fleet(), request(SMALL)))
                .containsExactly("It fits if it tolerates the taint gpu=only:NoSchedule");
    }

    private static List<String> hints(Fleet fleet, Request request, Supposition.Size... sizes) {
        return new Reviewing(fleet).review(ask("new", request), new Supposition(List.of(), List.of(), List.of(), List
                .of(sizes))).hints();
    }

    @Test
    void devices_are_out_of_reach_where_the_agent_cannot_attach_them_and_the_refusal_says_so() {
        node("node-0", 8);
        var review = new Reviewing(fleet()).review(
                ask("new", request(SMALL).withDevices(DeviceAsk.whole("gpu", "", 1))),
                Supposition.NONE);
        assertThat(review.decision()).isInstanceOfSatisfying(Decision.NoFit.class, refusal -> assertThat(refusal
                .nextStep()).contains("1 node has such devices, but the agent there cannot give devices to machines"));
    }

    @Test
    void the_capacity_is_counted_node_by_node() {
        node("node-0", 8);
        node("node-1", 8);
        node("node-2", 8);
        policy("node-2", true);
        var fleet = fleet();
        var pools = new Capacity(fleet.view(), List.of(new Supposition.Size("three", Resources.of(3, 1_024, 10), 0),
                new Supposition.Size("wide", Resources.of(1, 5_000, 10), 0)), List.of()).pools();
        assertThat(pools).singleElement().satisfies(pool -> {
            assertThat(pool.nodes()).isEqualTo(3);
            assertThat(pool.open()).isEqualTo(2);
            assertThat(pool.more()).isEqualTo(Map.of("three", 4L, "wide", 2L));
        });
    }
}
