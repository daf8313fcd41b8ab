package io.cairn.scheduler.domain.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.engine.Preemption;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Siting;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SitesTest {
    private static final Request FOUR = Request.of(Resources.of(4, 1024, 0));
    private static final Siting.Wish EUROPE = new Siting.Wish(Set.of(), Set.of("de", "fr"), 30);

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));
    private final Sites sites = new Sites(List.of(new Site("berlin", Site.State.OPEN, 10, Map.of("de", 5, "fr", 25)),
            new Site("paris", Site.State.OPEN, 12, Map.of("de", 25, "fr", 4)),
            new Site("oslo", Site.State.OPEN, 4, Map.of("de", 28, "fr", 45)),
            new Site("closed", Site.State.CLOSED, 1, Map.of("de", 1, "fr", 1))));

    @BeforeEach
    void a_node_for_two_machines_at_each_site_and_one_at_none() {
        for (var site : sites.sites()) {
            node("node-" + site.name(), Map.of(Node.SITE, site.name()));
        }
        node("node-elsewhere", Map.of());
    }

    private void node(String name, Map<String, String> labels) {
        var node = Node.of(name, Resources.of(8, 8192, 0)).withLabels(labels);
        view.put(node.with(node.state().at(sites.take(node.place(Node.SITE)))));
    }

    private String place(String machine, Siting siting) {
        var request = FOUR.with(siting);
        return switch (sites.ask(view, machine, request)) {
            case Decision.Chosen chosen -> {
                view.claim(chosen.claim(machine, request));
                yield chosen.node().substring("node-".length());
            }
            case Decision.NoFit refusal -> refusal.message();
        };
    }

    private Decision.NoFit refusal(Siting siting) {
        return switch (sites.decide(view, FOUR.with(siting))) {
            case Decision.Chosen chosen -> throw new AssertionError("Placed: " + chosen);
            case Decision.NoFit refusal -> refusal;
        };
    }

    @Test
    void the_cheapest_site_that_is_near_enough_and_has_room() {
        assertThat(List.of(place("1", EUROPE), place("2", EUROPE), place("3", EUROPE), place("4", EUROPE)))
                .containsExactly("berlin", "berlin", "paris", "paris");
        assertThat(place("5", Siting.CHEAPEST)).isEqualTo("oslo");
        assertThat(place("6", new Siting.Wish(Set.of("oslo", "paris"), Set.of(), Siting.Wish.NO_BOUND)))
                .isEqualTo("oslo");
    }

    @Test
    void of_two_that_cost_the_same_the_one_that_is_nearer_to_whom_is_farthest() {
        var two = new Sites(List.of(new Site("paris", Site.State.OPEN, 1, Map.of("de", 25, "fr", 4)),
                new Site("berlin", Site.State.OPEN, 1, Map.of("de", 5, "fr", 26))));
        assertThat(two.those(EUROPE)).extracting(Site::name).containsExactly("paris", "berlin");
        assertThat(two.those(new Siting.Wish(Set.of(), Set.of("de"), 30))).extracting(Site::name)
                .containsExactly("berlin", "paris");
    }

    @Test
    void who_does_not_care_goes_anywhere_but_to_a_site_that_takes_nothing() {
        var places = IntStream.range(0, 8).mapToObj(i -> place("m" + i, Siting.ANYWHERE)).toList();
        assertThat(places).containsOnly("berlin", "elsewhere", "oslo", "paris");
        assertThat(refusal(Siting.ANYWHERE).message())
                .startsWith("0 of 5 nodes fit: 1 at a site that takes no machines (closed), 4 too few free vCPUs");
    }

    @Test
    void a_refusal_says_for_each_site_why_and_its_counts_add_up_to_all_nodes() {
        for (var i = 0; i < 4; i++) {
            place("m" + i, EUROPE);
        }
        var refusal = refusal(EUROPE);
        assertThat(refusal.reason()).isEqualTo("NoNodeFits");
        assertThat(refusal.message()).isEqualTo("0 of 5 nodes fit: "
                + "site berlin: 0 of 1 node fits: 1 too few free vCPUs (asked 4 vCPUs, most free 0 vCPUs); "
                + "site paris: 0 of 1 node fits: 1 too few free vCPUs (asked 4 vCPUs, most free 0 vCPUs); "
                + "site closed is closed; site oslo is 45 ms from fr, more than 30 ms");
        assertThat(refusal.explanation().filters()).extracting(Decision.Count::filter).containsExactly("Site", "Cpu");
        assertThat(refusal.explanation().filters()).extracting(Decision.Count::removed).containsExactly(3, 2);
        assertThat(refusal.explanation().nodes()).isEqualTo(5);
    }

    @Test
    void no_site_that_will_do_is_a_reason_of_its_own() {
        var far = refusal(new Siting.Wish(Set.of(), Set.of("jp"), 500));
        assertThat(far.reason()).isEqualTo("NoSiteFits");
        assertThat(far.message()).contains("site paris has no known latency to jp");
        assertThat(refusal(new Siting.Wish(Set.of("atlantis"), Set.of(), 0)).message())
                .contains("there is no site atlantis", "site paris is not one of those that were named");
        assertThat(Sites.NONE.decide(view, FOUR.with(Siting.CHEAPEST)))
                .isInstanceOfSatisfying(Decision.NoFit.class, refusal -> {
                    assertThat(refusal.message()).isEqualTo("There is no site yet, and placement.site asks for one");
                    assertThat(refusal.explanation().filters().getFirst().removed()).isEqualTo(5);
                });
    }

    @Test
    void a_refusal_stays_readable_however_many_sites_there_are() {
        var many = new Sites(IntStream.range(0, Sites.MOST)
                .mapToObj(i -> new Site("site-" + i, Site.State.OPEN, i, Map.of()))
                .toList());
        assertThat(many.decide(view, FOUR.with(EUROPE))).isInstanceOfSatisfying(Decision.NoFit.class,
                refusal -> assertThat(refusal.message()).contains("; and 56 more").hasSizeLessThan(1_000));
        var tooMany = new ArrayList<>(many.sites());
        tooMany.add(new Site("one-more", Site.State.OPEN, 0, Map.of()));
        assertThatThrownBy(() -> new Sites(tooMany)).hasMessage("At most 64 sites, not 65");
    }

    @Test
    void the_winner_is_explained_site_first() {
        place("first", EUROPE);
        var explained = sites.explain(view, FOUR.with(EUROPE));
        assertThat(explained.why()).startsWith("Site berlin (cost 10, 25 ms from whom is farthest) is the first with "
                + "room of those that will do. Node node-berlin is the only one that fits");
        assertThat(explained.fitting()).isEqualTo(1);
        assertThat(explained.filters()).containsExactly(
                new Decision.Count("Site", 3, "at no site that will do",
                        "site closed is closed; site oslo is 45 ms from fr, more than 30 ms"),
                new Decision.Count("SiteChoice", 1, "at other sites that would do", "site paris comes after berlin"));
    }

    @Test
    void a_spread_over_sites_holds_though_one_of_them_is_cheaper() {
        var spread = FOUR.with(Resources.of(1, 100, 0))
                .withLabels(Map.of("app", "web"))
                .withTerms(new Term.Spread(Node.SITE, Map.of("app", "web"), 1, Term.REQUIRED))
                .with(EUROPE);
        var places = new ArrayList<String>();
        for (var i = 0; i < 4; i++) {
            var chosen = (Decision.Chosen) sites.ask(view, "m" + i, spread);
            view.claim(chosen.claim("m" + i, sites.stands(spread, chosen.node().substring("node-".length()))));
            places.add(chosen.node());
        }
        assertThat(places).containsExactly("node-berlin", "node-paris", "node-berlin", "node-paris");
    }

    @Test
    void a_gang_is_at_one_site_the_best_one_with_room_for_all_of_it() {
        place("there", EUROPE);
        var members = IntStream.range(0, 2)
                .mapToObj(i -> new Gang.Member("g" + i, FOUR.with(i == 0 ? EUROPE : Siting.ANYWHERE)))
                .toList();
        assertThat(sites.place(view, new Gang("pair", members))).isInstanceOfSatisfying(Gang.Outcome.Whole.class,
                whole -> assertThat(whole.claims()).extracting(Claim::node).containsOnly("node-paris"));
    }

    @Test
    void a_gang_that_fits_no_site_whole_is_told_how_far_it_came_at_each() {
        place("there", EUROPE);
        var members = IntStream.range(0, 3).mapToObj(i -> new Gang.Member("g" + i, FOUR.with(EUROPE))).toList();
        assertThat(sites.place(view, new Gang("three", members))).isInstanceOfSatisfying(Gang.Outcome.Absent.class,
                absent -> assertThat(absent.refusal().message())
                        .startsWith("No site takes the whole gang: site berlin: "
                                + "1 of 3 members fit, the next one does not: 0 of 5 nodes fit")
                        .contains("site paris: 2 of 3 members fit", "site oslo is 45 ms from fr, more than 30 ms"));
        assertThat(view.machines()).as("nothing is held for a part").isEqualTo(1);
    }

    @Test
    void room_is_made_only_where_it_would_do() {
        for (var i = 0; i < 10; i++) {
            place("m" + i, Siting.ANYWHERE);
        }
        var high = FOUR.with(new Siting.Wish(Set.of(), Set.of("fr"), 4)).withPriority(500, false);
        assertThat(view.preempt(sites.resolved(high))).isInstanceOfSatisfying(Preemption.Evict.class,
                evict -> assertThat(evict.chosen().node()).isEqualTo("node-paris"));
    }

    @Test
    void what_latency_would_have_to_be_allowed_is_known() {
        assertThat(sites.bounds(new Siting.Wish(Set.of(), Set.of("de", "fr"), 10))).containsExactly(25, 45);
        assertThat(sites.bounds(new Siting.Wish(Set.of("oslo"), Set.of("de", "fr"), 10))).containsExactly(45);
        assertThat(sites.bounds(Siting.CHEAPEST)).isEmpty();
    }
}
