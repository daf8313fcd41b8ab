package io.cairn.scheduler.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EarmarksTest {
    private static final Request SMALL = request(2);
    private static final Request WHOLE = request(8);

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));
    private final Earmarks earmarks = new Earmarks(view);

    private static Request request(int vcpus) {
        return Request.of(Resources.of(vcpus, 1024L * vcpus, 0));
    }

    /** a has 2 of 8 vCPUs left, b 4. */
    @BeforeEach
    void two_nodes_that_are_nearly_full() {
        view.put(Node.of("a", Resources.of(8, 8192, 0)));
        view.put(Node.of("b", Resources.of(8, 8192, 0)));
        List.of("a1", "a2", "a3").forEach(machine -> stand(machine, "a"));
        List.of("b1", "b2").forEach(machine -> stand(machine, "b"));
    }

    private void stand(String machine, String node) {
        view.claim(new Decision.Chosen(node, List.of(), List.of(), 0).claim(machine, SMALL));
    }

    private static Earmarks.Wish wish(String owner, Request... members) {
        return new Earmarks.Wish(owner, 0, List.of(members));
    }

    private boolean place(String owner, int priority, Request request) {
        return earmarks.attempt(owner, priority, () -> view.place(owner, request),
                Decision.Chosen.class::isInstance) instanceof Decision.Chosen;
    }

    private void settle(Earmarks.Wish... wishes) {
        earmarks.settle(Arrays.asList(wishes));
    }

    @Test
    void what_becomes_free_is_kept_where_least_is_missing_and_others_are_placed_elsewhere() {
        settle(wish("large", WHOLE));
        assertThat(earmarks.nodes()).containsExactly(Map.entry("large", List.of("b")));
        assertThat(place("large", 0, WHOLE)).isFalse();
        assertThat(place("s1", 0, SMALL)).isTrue();
        assertThat(view.find("s1").orElseThrow().node()).isEqualTo("a");
        assertThat(place("s2", 0, SMALL)).as("b has 4 vCPUs free, which are kept").isFalse();
        view.release("b1");
        view.release("b2");
        settle(wish("large", WHOLE));
        assertThat(place("s2", 0, SMALL)).isFalse();
        assertThat(place("large", 0, WHOLE)).isTrue();
        assertThat(earmarks.nodes()).isEmpty();
    }

    @Test
    void the_first_chooses_first_and_who_comes_behind_gives_way() {
        settle(wish("young", WHOLE));
        settle(wish("old", WHOLE), wish("young", WHOLE), wish("last", WHOLE));
        assertThat(earmarks.nodes()).containsExactlyInAnyOrderEntriesOf(
                Map.of("old", List.of("b"), "young", List.of("a")));
        settle(wish("young", WHOLE), wish("last", WHOLE));
        assertThat(earmarks.nodes()).containsExactlyInAnyOrderEntriesOf(
                Map.of("young", List.of("b"), "last", List.of("a")));
        settle();
        assertThat(view.machines()).as("nothing is kept any more").isEqualTo(5);
    }

    @Test
    void of_nodes_that_lack_as_much_it_keeps_the_one_that_it_has() {
        settle(wish("large", WHOLE));
        view.release("a1");
        settle(wish("large", WHOLE));
        assertThat(earmarks.nodes()).containsEntry("large", List.of("b"));
        view.release("a2");
        settle(wish("large", WHOLE));
        assertThat(earmarks.nodes()).as("less is missing on a now").containsEntry("large", List.of("a"));
    }

    @Test
    void nobody_earmarks_what_can_never_be_had() {
        settle(wish("huge", request(9)), wish("gang", WHOLE, WHOLE, WHOLE), wish("devices",
                SMALL.withDevices(DeviceAsk.whole("gpu", "", 1))));
        assertThat(earmarks.nodes()).isEmpty();
        assertThat(view.machines()).isEqualTo(5);
    }

    @Test
    void nobody_earmarks_room_who_waits_for_something_else() {
        settle(wish("near", WHOLE.withTerms(new Term.Affinity(Node.HOST, Map.of("app", "db"), Term.REQUIRED))));
        assertThat(earmarks.nodes()).isEmpty();
        var owner = Owner.NOBODY;
        view.claim(new Decision.Chosen("b", List.of(), List.of(), 0).claim("b1", SMALL.with(owner)
                .withTerms(new Term.AntiAffinity(Node.HOST, Map.of("app", "web"), Term.REQUIRED))));
        settle(wish("kept-away", request(4).with(owner).withLabels(Map.of("app", "web"))));
        assertThat(earmarks.nodes()).as("b has the room and is not for it").containsEntry("kept-away", List.of("a"));
    }

    @Test
    void a_gang_earmarks_a_place_for_each_of_its_members() {
        settle(wish("gang", WHOLE, request(4), request(4)));
        assertThat(earmarks.nodes()).containsEntry("gang", List.of("b", "a", "a"));
        assertThat(place("s", 0, SMALL)).isFalse();
    }

    @Test
    void what_becomes_free_later_is_kept_before_things_are_settled_anew() {
        settle(wish("large", WHOLE));
        view.release("b1");
        earmarks.grow();
        assertThat(view.node("b").orElseThrow().freeCpuMilli()).isZero();
        view.release("b2");
        earmarks.grow();
        assertThat(place("large", 0, WHOLE)).isTrue();
        assertThat(view.machines()).isEqualTo(4);
    }

    @Test
    void what_somebody_else_has_chosen_is_kept_where_he_has_and_nobody_behind_him_chooses_it() {
        settle(new Earmarks.Wish("told", 0, List.of(WHOLE), List.of("b")), wish("own", WHOLE));
        assertThat(earmarks.nodes()).containsExactlyInAnyOrderEntriesOf(
                Map.of("told", List.of("b"), "own", List.of("a")));
        settle(wish("own", WHOLE), new Earmarks.Wish("told", 0, List.of(WHOLE), List.of("gone")));
        assertThat(earmarks.nodes()).containsExactlyInAnyOrderEntriesOf(Map.of("told", List.of(), "own", List.of("b")));
    }

    @Test
    void a_look_sees_what_is_kept_for_oneself_and_for_lower_priorities_and_nobody_elses() {
        settle(wish("large", WHOLE));
        assertThat(earmarks.look("large", 0, () -> view.fits(request(4)))).isTrue();
        assertThat(earmarks.look("other", 0, () -> view.fits(request(4)))).isFalse();
        assertThat(earmarks.look("urgent", 1, () -> view.fits(request(4)))).isTrue();
        assertThat(earmarks.lookAtAll(() -> earmarks.look("urgent", 1, () -> view.fits(request(4))))).isTrue();
        assertThat(view.fits(request(4))).as("it is kept again").isFalse();
        assertThat(view.node("b").orElseThrow().freeCpuMilli()).isZero();
    }

    @Test
    void those_of_a_higher_priority_may_have_what_lower_ones_earmarked() {
        settle(wish("large", WHOLE));
        assertThat(place("same", 0, request(4))).isFalse();
        assertThat(place("urgent", 1, request(4))).isTrue();
        assertThat(view.find("urgent").orElseThrow().node()).isEqualTo("b");
        assertThat(earmarks.nodes()).containsKey("large");
        settle(wish("large", WHOLE));
        assertThat(earmarks.nodes()).containsEntry("large", List.of("a"));
    }
}
