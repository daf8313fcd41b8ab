package io.cairn.vm.adapter.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Cause;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.domain.VmSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiteRulesTest {
    private static final List<Scheduler.Site> SITES = List.of(new Scheduler.Site("berlin", true, Map.of("de", 5)),
            new Scheduler.Site("paris", false, Map.of("fr", 4)));

    private static VmSpec.SiteSpec site(List<String> names, List<String> populations, int latency) {
        return new VmSpec.SiteSpec(names, populations, Optional.of(latency).filter(ms -> ms > 0), false);
    }

    private static List<String> check(Map<String, String> selector, VmSpec.SiteSpec site) {
        var placement = new VmSpec.PlacementSpec(selector, Optional.empty(), Optional.empty(), List.of(), List.of(),
                List.of(), Optional.empty(), Optional.empty(), Optional.of(site), Optional.empty(), Optional.empty());
        return words(SiteRules.check("spec.placement", placement, site));
    }

    private static List<String> words(List<Cause> causes) {
        return causes.stream().map(cause -> cause.field() + ": " + cause.message()).toList();
    }

    @Test
    void what_makes_no_sense_names_field_and_way_out() {
        assertThat(check(Map.of(), site(List.of(), List.of(), 0))).as("the cheapest of all").isEmpty();
        assertThat(check(Map.of(), site(List.of("berlin"), List.of("de"), 20))).isEmpty();
        assertThat(check(Map.of(), site(List.of(), List.of(), 20))).singleElement()
                .asString()
                .startsWith("spec.placement.site.populations: ")
                .contains("say from whom it is to be at most 20 ms");
        assertThat(check(Map.of(), site(List.of(), List.of("de", "fr"), 0))).singleElement()
                .asString()
                .startsWith("spec.placement.site.maxLatencyMilliseconds: ")
                .contains("how far from de, fr");
        assertThat(check(Map.of("topology.cairn.io/site", "paris"), site(List.of("berlin"), List.of(), 0)))
                .singleElement()
                .asString()
                .startsWith("spec.placement.nodeSelector: ");
        assertThat(check(Map.of(), site(List.of("berlin", "berlin"), List.of("de", "de"), 9)))
                .containsExactly("spec.placement.site.names[1]: Duplicate value: \"berlin\": each once",
                        "spec.placement.site.populations[1]: Duplicate value: \"de\": each once");
    }

    @Test
    void what_no_site_knows_is_told_at_once_with_what_there_is() {
        assertThat(words(SiteRules.unknown("site", site(List.of("paris"), List.of("fr"), 9), SITES)))
                .as("a closed site may open")
                .isEmpty();
        assertThat(words(SiteRules.unknown("site", site(List.of("berlin", "oslo"), List.of(), 0), SITES)))
                .containsExactly("site.names[1]: Not found: \"oslo\": the sites are berlin, paris");
        assertThat(words(SiteRules.unknown("site", site(List.of("berlin"), List.of("fr"), 9), SITES)))
                .containsExactly("site.populations[0]: Not found: \"fr\": the sites know how far they are from de");
        assertThat(words(SiteRules.unknown("site", site(List.of("oslo"), List.of(), 0), List.of())))
                .containsExactly("site.names[0]: Not found: \"oslo\": the sites are none; ask an operator for a Site");
    }
}
