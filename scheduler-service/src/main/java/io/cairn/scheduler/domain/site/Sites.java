package io.cairn.scheduler.domain.site;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Chooses a site for a machine, the best one that has room. */
public record Sites(List<Site> sites) {
    /** So that a refusal stays readable and a decision small. */
    public static final int MOST = 64;

    public Sites {
        sites = List.copyOf(sites);
        if (sites.size() > MOST) {
            throw new IllegalArgumentException("At most %d sites, not %d".formatted(MOST, sites.size()));
        }
    }

    /** Where a machine goes. */
    public sealed interface Choice {
        /** @param request asks for the site, too */
        record At(Site site, Decision.Chosen chosen, Request request) implements Choice {}

        /** @param why for each site, by its name */
        record Nowhere(Map<String, String> why) implements Choice {}
    }

    /** Changes nothing. */
    public Choice choose(ClusterView view, Request request, Wish wish) {
        var why = new HashMap<String, String>();
        var will = new ArrayList<Site>();
        for (var site : sites) {
            wish.objection(site).ifPresentOrElse(words -> why.put(site.name(), words), () -> will.add(site));
        }
        will.sort(wish.order());
        for (var site : will) {
            var there = at(site, request);
            switch (view.decide(there)) {
                case Decision.Chosen chosen -> {
                    return new Choice.At(site, chosen, there);
                }
                case Decision.NoFit refusal -> why.put(site.name(), refusal.message());
            }
        }
        return new Choice.Nowhere(Map.copyOf(why));
    }

    private static Request at(Site site, Request request) {
        var rules = request.rules();
        var selector = new HashMap<>(rules.selector());
        selector.put(Site.KEY, site.name());
        return request.with(new Rules(selector, rules.tolerations(), rules.isolationTier(), rules.numaCells()));
    }

    /**
     * Places the machines of a site elsewhere, the highest priority first. Only for a site of which it is certain that
     * nothing runs there any more: silence proves nothing.
     *
     * @return what became of each machine; those that fit nowhere keep their claim
     */
    public Map<String, Choice> failOver(ClusterView view, String lost, Function<Claim, Wish> wishes) {
        var left = new Sites(sites.stream().filter(site -> !site.name().equals(lost)).toList());
        var machines = new ArrayList<Claim>();
        for (var node : view.nodes()) {
            if (node.node().place(Site.KEY).equals(lost)) {
                machines.addAll(node.claims());
            }
        }
        machines.sort(Comparator.<Claim>comparingInt(claim -> -claim.request().priority())
                .thenComparing(Claim::machine));
        var became = new HashMap<String, Choice>();
        for (var claim : machines) {
            view.release(claim.machine());
            var choice = left.choose(view, claim.request(), wishes.apply(claim));
            view.claim(choice instanceof Choice.At at ? at.chosen().claim(claim.machine(), at.request()) : claim);
            became.put(claim.machine(), choice);
        }
        return Map.copyOf(became);
    }
}
