package io.cairn.scheduler.domain.site;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Siting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The sites that there are. Machines that wish for one are decided site by site, the best first; for all others a view
 * decides alone.
 */
public record Sites(List<Site> sites) {
    /** So that a refusal stays readable and a decision small. */
    public static final int MOST = 64;
    public static final Sites NONE = new Sites(List.of());

    public Sites {
        sites = sites.stream().sorted(Comparator.comparing(Site::name)).toList();
        if (sites.size() > MOST) {
            throw new IllegalArgumentException("At most %d sites, not %d".formatted(MOST, sites.size()));
        }
    }

    public Optional<Site> find(String name) {
        return sites.stream().filter(site -> site.name().equals(name)).findFirst();
    }

    /** Whether nodes with that name as their site take machines: also if there is no such site. */
    public boolean take(String site) {
        return find(site).map(Site::open).orElse(true);
    }

    /** Where a machine would go. Changes nothing. */
    public Decision decide(ClusterView view, Request request) {
        return decide(view, request, ClusterView::decide);
    }

    /** Where a machine that is really wanted would go: the policy learns from it. */
    public Decision ask(ClusterView view, String machine, Request request) {
        return decide(view, request, (in, there) -> in.ask(machine, there));
    }

    private Decision decide(ClusterView view, Request request, BiFunction<ClusterView, Request, Decision> how) {
        if (!(request.rules().siting() instanceof Siting.Wish wish)) {
            return how.apply(view, request);
        }
        var will = those(wish);
        var found = first(view, request, will).map(site -> at(request, site, will))
                .orElseGet(() -> at(request, will, will));
        return switch (how.apply(view, found)) {
            case Decision.Chosen chosen -> chosen;
            case Decision.NoFit refusal -> new Words(this, view, request, wish).refusal(will, refusal);
        };
    }

    /** Whether it would go anywhere: cheaper than a refusal with its reasons. */
    public boolean fits(ClusterView view, Request request) {
        return view.fits(resolved(request));
    }

    /** What the filters make of every node: sites that were not chosen are removed by the filter Site, which says why. */
    public Decision.Explanation explain(ClusterView view, Request request) {
        if (!(request.rules().siting() instanceof Siting.Wish wish)) {
            return view.explain(request);
        }
        var words = new Words(this, view, request, wish);
        var will = those(wish);
        return first(view, request, will)
                .map(site -> words.chosen(site, will, view.explain(at(request, site, will))))
                .orElseGet(() -> words.refused(view.explain(at(request, will, will))));
    }

    /** All members at one site, the best one for which none has an objection; where it does not matter, anywhere. */
    public Gang.Outcome place(ClusterView view, Gang gang) {
        var wishes = gang.members()
                .stream()
                .map(member -> member.request().rules().siting())
                .filter(Siting.Wish.class::isInstance)
                .map(Siting.Wish.class::cast)
                .toList();
        if (wishes.isEmpty()) {
            return gang.place(view);
        }
        var will = sites.stream()
                .filter(site -> wishes.stream().allMatch(wish -> site.objection(wish).isEmpty()))
                .sorted(order(wishes))
                .toList();
        var tried = new ArrayList<String>();
        for (var site : will) {
            switch (at(gang, site, will).place(view)) {
                case Gang.Outcome.Whole whole -> {
                    return whole;
                }
                case Gang.Outcome.Absent(_, var placed, var why) ->
                    tried.add("site %s: %d of %d members fit, the next one does not: %s".formatted(site.name(), placed,
                            gang.members().size(), why.message()));
            }
        }
        return absent(view, gang, will, tried);
    }

    private Gang.Outcome absent(ClusterView view, Gang gang, List<Site> will, List<String> tried) {
        var first = gang.members().getFirst();
        for (var member : gang.members()) {
            if (!(member.request().rules().siting() instanceof Siting.Wish wish)) {
                continue;
            }
            for (var site : sites) {
                site.objection(wish).map(why -> "site %s %s".formatted(site.name(), why)).ifPresent(tried::add);
            }
        }
        var explanation = view.explain(at(first.request(), will, will));
        var message = sites.isEmpty() ? Words.NO_SITE
                : "No site takes the whole gang: " + Words.some(tried.stream().distinct().toList());
        return new Gang.Outcome.Absent(first, 0, new Decision.NoFit(will.isEmpty() ? Words.NO_SITE_FITS : "NoNodeFits",
                message, Words.ELSEWHERE, explanation));
    }

    /** At whichever site will do, without an order. */
    public Request resolved(Request request) {
        return request.rules().siting() instanceof Siting.Wish wish ? at(request, those(wish), those(wish)) : request;
    }

    /** Of a machine that wished and has its place: it stays at its site. */
    public Request stands(Request request, String site) {
        if (!(request.rules().siting() instanceof Siting.Wish wish)) {
            return request;
        }
        var among = new HashSet<>(names(those(wish)));
        among.add(site);
        return request.with(new Siting.At(Set.of(site), among));
    }

    /** Without an objection, the cheapest first, then the one nearest to whom is farthest from it. */
    List<Site> those(Siting.Wish wish) {
        return sites.stream().filter(site -> site.objection(wish).isEmpty()).sorted(order(List.of(wish))).toList();
    }

    private static Comparator<Site> order(List<Siting.Wish> wishes) {
        return Comparator.comparingLong(Site::cost)
                .thenComparing(site -> wishes.stream()
                        .mapToInt(wish -> site.farthest(wish).orElse(Integer.MAX_VALUE))
                        .max()
                        .orElse(0))
                .thenComparing(Site::name);
    }

    private static Optional<Site> first(ClusterView view, Request request, List<Site> will) {
        return will.stream().filter(site -> view.fits(at(request, site, will))).findFirst();
    }

    static Request at(Request request, Site site, List<Site> among) {
        return at(request, List.of(site), among);
    }

    private static Request at(Request request, List<Site> some, List<Site> among) {
        return request.with(new Siting.At(names(some), names(among)));
    }

    private static Set<String> names(List<Site> some) {
        return some.stream().map(Site::name).collect(Collectors.toSet());
    }

    private static Gang at(Gang gang, Site site, List<Site> among) {
        return new Gang(gang.name(), gang.members()
                .stream()
                .map(member -> new Gang.Member(member.machine(), at(member.request(), site, among)))
                .toList());
    }

    /** Latencies that would have to be allowed, the smallest first, for sites that have no other objection. */
    public List<Integer> bounds(Siting.Wish wish) {
        var unbound = new Siting.Wish(wish.names(), wish.populations(), Siting.Wish.NO_BOUND);
        return sites.stream()
                .filter(site -> site.objection(unbound).isEmpty())
                .flatMap(site -> site.farthest(wish).stream())
                .filter(latency -> latency > wish.latencyMs())
                .distinct()
                .sorted()
                .toList();
    }
}
