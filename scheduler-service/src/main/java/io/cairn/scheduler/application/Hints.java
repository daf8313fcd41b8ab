package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Siting;
import io.cairn.scheduler.domain.model.Taint;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.model.Toleration;
import io.cairn.scheduler.domain.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What would have to be different for a machine that fits nowhere: each thing that it asks for is left out or made smaller,
 * one at a time, and decided again. It names no machine of anybody.
 */
final class Hints {
    private static final int MOST_TAINTS = 8;

    private final ClusterView view;
    private final Sites sites;
    private final Request request;
    private final List<String> hints = new ArrayList<>();

    Hints(ClusterView view, Sites sites, Request request) {
        this.view = view;
        this.sites = sites;
        this.request = request;
    }

    List<String> of(List<Supposition.Size> sizes) {
        var rules = request.rules();
        if (rules.siting() instanceof Siting.Wish wish) {
            sites(wish);
        }
        if (!rules.selector().isEmpty()) {
            selector(rules);
        }
        tier(rules);
        taints(rules);
        terms();
        if (request.tenancy() != Tenancy.SHARED) {
            hint(request.with(Tenancy.SHARED), "It fits if placement.isolation is shared");
        }
        devices();
        hints.addAll(new SmallerHints(request, this::fits).all());
        sizes.stream()
                .filter(size -> fits(size.of(request)))
                .findFirst()
                .ifPresent(size -> hints.add("It fits now as instance type %s".formatted(size.name())));
        return List.copyOf(hints);
    }

    private boolean fits(Request other) {
        return sites.fits(view, other);
    }

    private void hint(Request other, String words) {
        if (fits(other)) {
            hints.add(words);
        }
    }

    private void sites(Siting.Wish wish) {
        sites.bounds(wish)
                .stream()
                .filter(bound -> fits(request.with(new Siting.Wish(wish.names(), wish.populations(), bound))))
                .findFirst()
                .ifPresent(bound -> hints.add("It fits if placement.site.maxLatencyMilliseconds is %d instead of %d"
                        .formatted(bound, wish.latencyMs())));
        if (!wish.names().isEmpty()) {
            hint(request.with(new Siting.Wish(Set.of(), wish.populations(), wish.latencyMs())),
                    "It fits if placement.site.names is left out");
        }
        if (hints.isEmpty()) {
            hint(request.with(Siting.ANYWHERE), "It fits if placement.site is left out");
        }
    }

    private void selector(Rules rules) {
        for (var key : rules.selector().keySet()) {
            var rest = new java.util.HashMap<>(rules.selector());
            rest.remove(key);
            hint(request.with(rules.withSelector(rest)),
                    "It fits if placement.nodeSelector does not ask for %s=%s".formatted(key,
                            rules.selector().get(key)));
        }
        if (hints.isEmpty() && rules.selector().size() > 1) {
            hint(request.with(rules.withSelector(Map.of())), "It fits if placement.nodeSelector is left out");
        }
    }

    private void tier(Rules rules) {
        if (rules.isolationTier() > 0) {
            var asked = rules.isolationTier();
            SmallerHints.most(asked, this::fits, tier -> request.with(rules.withTier((int) tier)))
                    .ifPresentOrElse(
                            tier -> hints.add(
                                    "It fits if placement.isolationTier is %d instead of %d".formatted(tier, asked)),
                            () -> hint(request.with(rules.withTier(0)),
                                    "It fits if placement.isolationTier is left out"));
        }
    }

    private void taints(Rules rules) {
        var taints = new LinkedHashSet<Taint>();
        for (var node : view.nodes()) {
            node.node().taints().stream().filter(taint -> !taint.soft() && !rules.tolerate(taint)).forEach(taints::add);
        }
        taints.stream().limit(MOST_TAINTS).forEach(taint -> {
            var tolerations = new ArrayList<>(rules.tolerations());
            tolerations.add(new Toleration(taint.key(), "Equal", taint.value(), taint.effect()));
            hint(request.with(rules.withTolerations(tolerations)),
                    "It fits if it tolerates the taint %s=%s:%s".formatted(taint.key(), taint.value(),
                            taint.effect()));
        });
    }

    private void terms() {
        for (var term : request.terms()) {
            if (term.required()) {
                var rest = request.terms().stream().filter(other -> other != term).toArray(Term[]::new);
                hint(request.withTerms(rest), "It fits without the required %s over %s".formatted(switch (term) {
                    case Term.Affinity _ -> "affinity";
                    case Term.AntiAffinity _ -> "anti-affinity";
                    case Term.Spread _ -> "spread";
                    case Term.AtMost _ -> "limit";
                }, term.key()));
            }
        }
    }

    private void devices() {
        for (var ask : request.devices()) {
            var others = request.devices().stream().filter(other -> other != ask).toList();
            var rest = others.toArray(DeviceAsk[]::new);
            if (ask.choices().stream().noneMatch(choice -> choice.model().isEmpty())) {
                var any = new ArrayList<>(others);
                any.add(new DeviceAsk(ask.deviceClass(), List.of(new DeviceAsk.Choice("", ask.choices()
                        .getFirst()
                        .count())), ask.shares(), ask.near()));
                hint(request.withDevices(any.toArray(DeviceAsk[]::new)),
                        "It fits if any model of class %s will do".formatted(ask.deviceClass()));
            }
            if (ask.near() != DeviceAsk.Near.ANYWHERE) {
                var apart = new ArrayList<>(others);
                apart.add(new DeviceAsk(ask.deviceClass(), ask.choices(), ask.shares(), DeviceAsk.Near.ANYWHERE));
                hint(request.withDevices(apart.toArray(DeviceAsk[]::new)),
                        "It fits if the devices of class %s need not be near each other".formatted(ask.deviceClass()));
            }
            var count = SmallerHints.most(ask.choices().getFirst().count(), this::fits, fewer -> {
                var less = new ArrayList<>(others);
                less.add(new DeviceAsk(ask.deviceClass(), List.of(new DeviceAsk.Choice(
                        ask.choices().getFirst().model(), (int) fewer)), ask.shares(), ask.near()));
                return request.withDevices(less.toArray(DeviceAsk[]::new));
            });
            count.ifPresent(fewer -> hints.add("It fits with %d instead of %d of %s".formatted(fewer,
                    ask.choices().getFirst().count(), name(ask))));
            if (count.isEmpty()) {
                hint(request.withDevices(rest), "It fits without the devices of class %s".formatted(ask
                        .deviceClass()));
            }
        }
    }

    private static String name(DeviceAsk ask) {
        var model = ask.choices().getFirst().model();
        return model.isEmpty() ? ask.deviceClass() : model;
    }
}
