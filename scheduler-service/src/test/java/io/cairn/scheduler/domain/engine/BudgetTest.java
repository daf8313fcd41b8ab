package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Request FOUR = Request.of(Resources.of(4, 1024, 0));
    private static final Map<String, String> WEB = Map.of("app", "web");

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));

    @BeforeEach
    void two_full_nodes_one_with_web_machines_and_one_with_others_of_a_higher_priority() {
        view.put(Node.of("a", Resources.of(8, 8192, 0)));
        view.put(Node.of("b", Resources.of(8, 8192, 0)));
        view.claim(Claim.of("web-1", "a", FOUR.withLabels(WEB)));
        view.claim(Claim.of("web-2", "a", FOUR.withLabels(WEB)));
        view.claim(Claim.of("other-1", "b", FOUR.withPriority(5, true)));
        view.claim(Claim.of("other-2", "b", FOUR.withPriority(5, true)));
    }

    private List<String> victims(int vcpus, int webMustStay) {
        return victims(vcpus, webMustStay, List.of());
    }

    private List<String> victims(int vcpus, int webMustStay, List<Request> leaving) {
        var urgent = Request.of(Resources.of(vcpus, 1024, 0)).withPriority(10, false);
        return switch (view.preempt(urgent, Map.of(Owner.NOBODY, List.of(new Budget(Owner.NOBODY, WEB,
                webMustStay))), leaving)) {
            case Preemption.Evict evict -> evict.victims().stream().map(Claim::machine).toList();
            case Preemption.NotNeeded _ -> List.of("not needed");
            case Preemption.Hopeless(_, var kept) -> List.of("hopeless", "kept " + kept);
        };
    }

    @Test
    void those_of_lower_priority_go_as_far_as_their_budget_lets_them() {
        assertThat(victims(4, 1)).containsExactly("web-2");
        assertThat(victims(8, 0)).containsExactlyInAnyOrder("web-1", "web-2");
        assertThat(victims(8, 1)).containsExactlyInAnyOrder("other-1", "other-2");
        assertThat(victims(4, 2)).containsExactly("other-2");
    }

    @Test
    void nothing_goes_if_every_way_breaks_a_budget() {
        view.removeNode("b");
        assertThat(victims(8, 1)).containsExactly("hopeless", "kept 1");
        assertThat(victims(8, 2)).containsExactly("hopeless", "kept 2");
        assertThat(victims(12, 2)).as("it would not fit anyway").containsExactly("hopeless", "kept 0");
    }

    @Test
    void who_has_to_go_already_does_not_count_as_one_that_goes_on() {
        var web = FOUR.withLabels(WEB);
        assertThat(victims(4, 1, List.of(web))).containsExactly("other-2");
        assertThat(victims(4, 1, List.of(FOUR))).as("of no budget").containsExactly("web-2");
    }

    @Test
    void machines_of_a_class_that_ignores_budgets_are_neither_protected_nor_counted() {
        view.claim(Claim.of("web-2", "a", FOUR.withLabels(Budget.ignored(WEB))));
        assertThat(victims(4, 1)).containsExactly("web-2");
        assertThat(victims(8, 1)).containsExactlyInAnyOrder("other-1", "other-2");
        view.removeNode("b");
        assertThat(victims(8, 1)).containsExactly("hopeless", "kept 1");
        assertThat(victims(8, 0)).containsExactlyInAnyOrder("web-1", "web-2");
    }
}
