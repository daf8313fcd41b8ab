package io.cairn.scheduler.domain.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Random;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Siting;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** On any fleet and for any wish: the best site that will do, or counts that add up. */
class SitesProperties {
    private static final List<String> POPULATIONS = List.of("de", "fr", "jp");

    private static Sites sites(Random random) {
        var sites = new ArrayList<Site>();
        for (var i = 0; i < 1 + random.below(4); i++) {
            var latencies = new HashMap<String, Integer>();
            POPULATIONS.stream().filter(_ -> random.below(4) > 0).forEach(of -> latencies.put(of, random.below(60)));
            sites.add(new Site("s" + i, random.below(5) == 0 ? Site.State.CLOSED : Site.State.OPEN, random.below(3),
                    latencies));
        }
        return new Sites(sites);
    }

    private static Siting.Wish wish(Random random) {
        var populations = new HashSet<String>();
        POPULATIONS.stream().filter(_ -> random.below(3) == 0).forEach(populations::add);
        return new Siting.Wish(random.below(4) == 0 ? Set.of("s0", "s2") : Set.of(), populations, random.below(70));
    }

    private static ClusterView view(Random random, Sites sites) {
        var view = new ClusterView(Pools.all(PolicyName.BESTFIT));
        for (var i = 0; i < 12; i++) {
            var node = random.node(i);
            var labels = new HashMap<>(node.labels());
            if (random.below(6) > 0) {
                labels.put(Node.SITE, "s" + random.below(5));
            }
            var open = sites.take(labels.getOrDefault(Node.SITE, ""));
            view.put(node.withLabels(labels).with(node.state().at(open)));
        }
        return view;
    }

    @Property(tries = 200)
    void the_first_site_in_order_that_takes_it_gets_it_and_counts_add_up(@ForAll long seed) {
        var random = new Random(seed);
        var sites = sites(random);
        var view = view(random, sites);
        for (var i = 0; i < 40; i++) {
            var request = random.request().with(wish(random));
            // Which domains a spread counts is a matter of all the sites that would do: another test's.
            request = request.withTerms(request.terms()
                    .stream()
                    .filter(term -> !(term instanceof Term.Spread))
                    .toArray(Term[]::new));
            var before = sites.decide(view, request);
            assertThat(sites.fits(view, request)).isEqualTo(before instanceof Decision.Chosen);
            var explanation = sites.explain(view, request);
            assertThat(explanation.fitting() + explanation.filters().stream().mapToInt(Decision.Count::removed).sum())
                    .isEqualTo(explanation.nodes())
                    .isEqualTo(view.size());
            switch (before) {
                case Decision.Chosen chosen -> {
                    assertThat(expected(sites, view, request)).hasValue(
                            view.node(chosen.node()).orElseThrow().node().place(Node.SITE));
                    assertThat(explanation.top().getFirst().node()).isEqualTo(chosen.node());
                    view.claim(chosen.claim("m" + i, request));
                }
                case Decision.NoFit refusal -> {
                    assertThat(expected(sites, view, request)).isEmpty();
                    assertThat(refusal.explanation()).isEqualTo(explanation);
                }
            }
        }
    }

    /** Without the engine's notion of a site: each site is a fleet of its own nodes only. */
    private static Optional<String> expected(Sites sites, ClusterView view, Request request) {
        var wish = (Siting.Wish) request.rules().siting();
        return sites.sites()
                .stream()
                .filter(site -> site.state() == Site.State.OPEN)
                .filter(site -> wish.names().isEmpty() || wish.names().contains(site.name()))
                .filter(site -> wish.populations()
                        .stream()
                        .allMatch(of -> site.latencyMs().getOrDefault(of, Integer.MAX_VALUE) <= wish.latencyMs()))
                .sorted(Comparator.comparingLong(Site::cost)
                        .thenComparing(site -> farthest(site.latencyMs(), wish))
                        .thenComparing(Site::name))
                .filter(site -> fits(view, request, site.name()))
                .map(Site::name)
                .findFirst();
    }

    private static int farthest(Map<String, Integer> latencies, Siting.Wish wish) {
        return wish.populations().stream().mapToInt(of -> latencies.getOrDefault(of, 0)).max().orElse(0);
    }

    /** A label that only its nodes have is asked for, as if it were any other. */
    private static boolean fits(ClusterView view, Request request, String site) {
        var selector = new HashMap<>(request.rules().selector());
        selector.put(Node.SITE, site);
        return view.decide(
                request.with(request.rules().withSelector(selector).with(Siting.ANYWHERE))) instanceof Decision.Chosen;
    }
}
