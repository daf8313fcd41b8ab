package io.cairn.scheduler.domain.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SitesTest {
    private static final Request FOUR = Request.of(Resources.of(4, 1024, 0));
    private static final Wish EUROPE = new Wish(Set.of("de", "fr"), 30);

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));
    private final Sites sites = new Sites(List.of(new Site("berlin", true, 10, Map.of("de", 5, "fr", 25)),
            new Site("paris", true, 12, Map.of("de", 25, "fr", 4)),
            new Site("oslo", true, 4, Map.of("de", 28, "fr", 45)),
            new Site("closed", false, 1, Map.of("de", 1, "fr", 1))));

    @BeforeEach
    void a_node_for_two_machines_at_each_site() {
        for (var site : sites.sites()) {
            view.put(
                    Node.of("node-" + site.name(), Resources.of(8, 8192, 0)).withLabels(Map.of(Site.KEY, site.name())));
        }
    }

    private String place(String machine, Wish wish) {
        return switch (sites.choose(view, FOUR, wish)) {
            case Sites.Choice.At at -> {
                view.claim(at.chosen().claim(machine, at.request()));
                yield at.site().name();
            }
            case Sites.Choice.Nowhere nowhere -> nowhere.why().toString();
        };
    }

    @Test
    void the_cheapest_site_that_is_near_enough_and_has_room() {
        assertThat(List.of(place("1", EUROPE), place("2", EUROPE), place("3", EUROPE), place("4", EUROPE)))
                .containsExactly("berlin", "berlin", "paris", "paris");
        assertThat(place("5", Wish.ANYWHERE_CHEAPEST)).isEqualTo("oslo");
    }

    @Test
    void a_refusal_says_for_each_site_why() {
        for (var i = 0; i < 4; i++) {
            place("m" + i, EUROPE);
        }
        assertThat(sites.choose(view, FOUR, EUROPE)).isInstanceOfSatisfying(Sites.Choice.Nowhere.class,
                nowhere -> assertThat(nowhere.why()).containsEntry("oslo", "is 45 ms from fr, more than 30 ms")
                        .containsEntry("closed", "takes no machines")
                        .hasEntrySatisfying("berlin", why -> assertThat(why).contains("too few free vCPUs")));
        assertThat(sites.choose(view, FOUR, new Wish(Set.of("jp"), 500))).isInstanceOfSatisfying(
                Sites.Choice.Nowhere.class,
                nowhere -> assertThat(nowhere.why()).containsEntry("paris", "has no known latency to jp"));
    }

    @Test
    void machines_of_a_lost_site_go_to_the_next_one_as_far_as_there_is_room() {
        place("first", EUROPE);
        place("second", EUROPE);
        view.claim(io.cairn.scheduler.domain.model.Claim.of("there", "node-paris", FOUR));
        var became = sites.failOver(view, "berlin", _ -> EUROPE);
        assertThat(became.get("first")).isInstanceOf(Sites.Choice.At.class);
        assertThat(became.get("second")).isInstanceOf(Sites.Choice.Nowhere.class);
        assertThat(view.find("first").orElseThrow().node()).isEqualTo("node-paris");
        assertThat(view.find("second").orElseThrow().node()).isEqualTo("node-berlin");
    }
}
