package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Cause;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.domain.VmSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;

/** What a wish for a site must be beyond its schema. */
final class SiteRules {
    private static final String LABEL = "topology.cairn.io/site";

    private SiteRules() {}

    /** @param at path of the placement */
    static List<Cause> check(String at, VmSpec.PlacementSpec placement, VmSpec.SiteSpec site) {
        var causes = new ArrayList<Cause>();
        once(at + ".site.names", site.names(), causes);
        once(at + ".site.populations", site.populations(), causes);
        if (site.maxLatencyMilliseconds().isPresent() && site.populations().isEmpty()) {
            causes.add(Cause.required(at + ".site.populations", "say from whom it is to be at most %d ms"
                    .formatted(site.maxLatencyMilliseconds().get())));
        }
        if (site.maxLatencyMilliseconds().isEmpty() && !site.populations().isEmpty()) {
            causes.add(Cause.required(at + ".site.maxLatencyMilliseconds",
                    "say how far from %s it may be at most".formatted(String.join(", ", site.populations()))));
        }
        if (placement.nodeSelector().containsKey(LABEL)) {
            causes.add(Cause.forbidden(at + ".nodeSelector", "it asks for %s, and so does site; say it in site.names"
                    .formatted(LABEL)));
        }
        return causes;
    }

    private static void once(String at, List<String> names, List<Cause> causes) {
        var seen = new HashSet<String>();
        for (var i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                causes.add(new Cause("FieldValueDuplicate", "%s[%d]".formatted(at, i),
                        "Duplicate value: \"%s\": each once".formatted(names.get(i))));
            }
        }
    }

    /** Names that no site has, and populations that none of the sites that would do knows. */
    static List<Cause> unknown(String at, VmSpec.SiteSpec wish, List<Scheduler.Site> sites) {
        var causes = new ArrayList<Cause>();
        var names = sites.stream().map(Scheduler.Site::name).toList();
        for (var i = 0; i < wish.names().size(); i++) {
            if (!names.contains(wish.names().get(i))) {
                causes.add(missing("%s.names[%d]".formatted(at, i), wish.names().get(i), "the sites are", names));
            }
        }
        var populations = new TreeSet<String>();
        sites.stream()
                .filter(site -> wish.names().isEmpty() || wish.names().contains(site.name()))
                .forEach(site -> populations.addAll(site.latencies().keySet()));
        for (var i = 0; causes.isEmpty() && i < wish.populations().size(); i++) {
            if (!populations.contains(wish.populations().get(i))) {
                causes.add(missing("%s.populations[%d]".formatted(at, i), wish.populations().get(i),
                        "the sites know how far they are from", List.copyOf(populations)));
            }
        }
        return causes;
    }

    private static Cause missing(String field, String value, String what, List<String> known) {
        return new Cause("FieldValueNotFound", field, "Not found: \"%s\": %s %s".formatted(value, what,
                known.isEmpty() ? "none; ask an operator for a Site" : String.join(", ", known)));
    }
}
