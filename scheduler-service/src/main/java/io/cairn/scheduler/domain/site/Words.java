package io.cairn.scheduler.domain.site;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Siting;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Why a machine goes to a site, or to none: a sentence for each site, within bounds. */
final class Words {
    static final String NO_SITE_FITS = "NoSiteFits";
    static final String NO_SITE = "There is no site yet, and placement.site asks for one";
    static final String ELSEWHERE = "Allow a higher latency or other sites in placement.site, or have a site opened";
    private static final String FILTER = "Site";
    private static final String CHOICE = "SiteChoice";
    /** Sites that a sentence names. */
    private static final int FEW = 8;

    private final Sites sites;
    private final ClusterView view;
    private final Request request;
    private final Siting.Wish wish;

    Words(Sites sites, ClusterView view, Request request, Siting.Wish wish) {
        this.sites = sites;
        this.view = view;
        this.request = request;
        this.wish = wish;
    }

    /** @param will the sites that would do, none of which has room */
    Decision.NoFit refusal(List<Site> will, Decision.NoFit refusal) {
        if (refusal.reason().equals("NoNodes")) {
            return refusal;
        }
        var explanation = refused(refusal.explanation());
        if (sites.sites().isEmpty()) {
            return new Decision.NoFit(NO_SITE_FITS, NO_SITE,
                    "Leave placement.site out, or ask an operator for a Site", explanation);
        }
        var why = new ArrayList<String>();
        // Those that are not named anyway need not be looked at.
        will.forEach(site -> why.add("site %s: %s".formatted(site.name(), why.size() < FEW ? room(site, will)
                : "no room")));
        why.addAll(objections());
        var nodes = explanation.nodes();
        return new Decision.NoFit(will.isEmpty() ? NO_SITE_FITS : refusal.reason(), "0 of %d %s: %s".formatted(nodes,
                nodes == 1 ? "node fits" : "nodes fit", some(why)),
                will.isEmpty() ? ELSEWHERE : refusal.nextStep(), explanation);
    }

    /** Why none of its nodes will do. */
    private String room(Site site, List<Site> will) {
        var here = view.explain(Sites.at(request, site, will),
                node -> node.node().place(Node.SITE).equals(site.name()));
        if (here.nodes() == 0) {
            return "it has no nodes";
        }
        return "0 of %d %s: %s".formatted(here.nodes(), here.nodes() == 1 ? "node fits" : "nodes fit",
                here.filters()
                        .stream()
                        .map(count -> count.removed() + " " + count.words()
                                + (count.detail().isEmpty() ? "" : " (" + count.detail() + ")"))
                        .collect(Collectors.joining(", ")));
    }

    private List<String> objections() {
        var why = new ArrayList<String>();
        for (var site : sites.sites()) {
            site.objection(wish).ifPresent(words -> why.add("site %s %s".formatted(site.name(), words)));
        }
        new TreeSet<>(wish.names()).stream()
                .filter(name -> sites.find(name).isEmpty())
                .forEach(name -> why.add("there is no site " + name));
        return why;
    }

    /** The filter Site removed what is at no site that would do. */
    Decision.Explanation refused(Decision.Explanation explanation) {
        return explained(explanation, List.of(), explanation.why());
    }

    /** @param will the sites that would do, the best first */
    Decision.Explanation chosen(Site chosen, List<Site> will, Decision.Explanation explanation) {
        var others = new ArrayList<String>();
        var before = will.indexOf(chosen);
        for (var i = 0; i < will.size(); i++) {
            if (i != before) {
                others.add("site %s %s".formatted(will.get(i).name(), i < before ? "has no room"
                        : "comes after " + chosen.name()));
            }
        }
        return explained(explanation, others, why(chosen) + explanation.why());
    }

    private String why(Site chosen) {
        var near = wish.populations().isEmpty() ? ""
                : ", %d ms from whom is farthest".formatted(chosen.farthest(wish).orElse(0));
        return "Site %s (cost %d%s) is the first with room of those that will do. ".formatted(chosen.name(),
                chosen.cost(), near);
    }

    /** @param others of the sites that would do */
    private Decision.Explanation explained(Decision.Explanation explanation, List<String> others, String sentence) {
        var filters = explanation.filters().stream().map(count -> switch (count.filter()) {
            case FILTER -> new Decision.Count(FILTER, count.removed(), "at no site that will do", some(objections()));
            case CHOICE -> new Decision.Count(CHOICE, count.removed(), count.words(), some(others));
            default -> count;
        }).toList();
        return new Decision.Explanation(explanation.nodes(), explanation.fitting(), filters, explanation.top(),
                sentence);
    }

    /** The first few, and how many more there are. */
    static String some(List<String> why) {
        return why.size() <= FEW ? String.join("; ", why)
                : "%s; and %d more".formatted(String.join("; ", why.subList(0, FEW)), why.size() - FEW);
    }
}
