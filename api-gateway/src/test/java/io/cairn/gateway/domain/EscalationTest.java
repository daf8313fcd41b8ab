package io.cairn.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.domain.iam.BuiltinRoles;
import io.cairn.gateway.domain.iam.Escalation;
import io.cairn.gateway.domain.iam.Grant;
import io.cairn.gateway.domain.iam.Place;
import io.cairn.gateway.domain.iam.Rule;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EscalationTest {
    private static final List<String> GROUPS = List.of("", "compute.cairn.io");
    private static final List<String> VERBS = List.of("get", "create", "delete");
    private static final List<String> RESOURCES = List.of("virtualmachines", "secrets");
    private static final List<String> SUBRESOURCES = List.of("", "status", "start", "console");

    @Provide
    Arbitrary<Rule> rules() {
        return Combinators.combine(some(List.of("", "compute.cairn.io", "*")),
                some(List.of("virtualmachines", "virtualmachines/start", "virtualmachines/*", "secrets", "*", "*/*",
                        "*/start")),
                some(List.of("get", "create", "delete", "*"))).as(Rule::new);
    }

    private static Arbitrary<List<String>> some(List<String> values) {
        return Arbitraries.of(values).list().uniqueElements().ofMinSize(1).ofMaxSize(3);
    }

    @Property
    void what_somebody_may_hand_out_permits_nothing_that_they_may_not_do(@ForAll("rules") Rule held,
            @ForAll("rules") Rule wanted) {
        var place = new Place.Organisation("acme");
        var mine = List.of(new Grant(place, "own", List.of(held)));
        if (Escalation.excess(mine, place, List.of(wanted)).isPresent()) {
            return;
        }
        for (var verb : VERBS) {
            for (var group : GROUPS) {
                for (var resource : RESOURCES) {
                    for (var part : SUBRESOURCES) {
                        if (wanted.covers(verb, group, resource, part)) {
                            assertThat(held.covers(verb, group, resource, part))
                                    .as("%s %s %s/%s".formatted(verb, group, resource, part))
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }

    @Test
    void an_admin_hands_out_user_and_viewer_but_not_operator_and_not_elsewhere() {
        var admin = role("admin");
        var acme = new Place.Organisation("acme");
        var mine = List.of(new Grant(acme, "admin", admin));
        assertThat(Escalation.excess(mine, new Place.Project("acme", "web"), role("user"))).isEmpty();
        assertThat(Escalation.excess(mine, acme, role("admin"))).isEmpty();
        assertThat(Escalation.excess(mine, acme, role("operator"))).isPresent();
        assertThat(Escalation.excess(mine, acme, role("auditor"))).isPresent();
        assertThat(Escalation.excess(mine, new Place.Organisation("umbrella"), role("viewer"))).isPresent();
        assertThat(Escalation.excess(mine, new Place.Everywhere(), role("viewer"))).isPresent();
    }

    private static List<Rule> role(String name) {
        return BuiltinRoles.rules(name).orElseThrow();
    }
}
