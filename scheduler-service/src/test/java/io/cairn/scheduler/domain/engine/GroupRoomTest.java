package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the first machine of a group goes, when the others will have to follow it. */
class GroupRoomTest {
    private static final Map<String, String> DB = Map.of("app", "db");
    private static final Term.Affinity ONE_RACK = new Term.Affinity("rack", DB, Term.REQUIRED);

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));

    /** Best fit would take the smallest node. */
    private void rack(String name, int nodes, int cpus) {
        for (var i = 0; i < nodes; i++) {
            view.put(Node.of(name + "-" + i, Resources.of(cpus, cpus * 1024L, 0))
                    .withLabels(Map.of("rack", name, "zone", name.substring(0, 1))));
        }
    }

    private static Request db(Term... terms) {
        return Request.of(Resources.of(2, 2048, 0)).withLabels(DB).withTerms(terms);
    }

    private static Gang gang(int size, Request each) {
        var members = new ArrayList<Gang.Member>();
        for (var i = 0; i < size; i++) {
            members.add(new Gang.Member("m" + i, each));
        }
        return new Gang("g", members);
    }

    private String rackOf(Decision decision) {
        return decision instanceof Decision.Chosen chosen
                ? view.node(chosen.node()).orElseThrow().node().place("rack")
                : "nowhere";
    }

    private List<String> racks(Gang.Outcome outcome) {
        return outcome instanceof Gang.Outcome.Whole whole
                ? whole.claims()
                        .stream()
                        .map(claim -> view.node(claim.node()).orElseThrow().node().place("rack"))
                        .distinct()
                        .toList()
                : List.of();
    }

    @Test
    void the_first_goes_where_there_is_most_room_and_all_that_follow_find_some() {
        rack("a", 3, 2);
        rack("b", 2, 8);
        assertThat(rackOf(view.decide(db()))).isEqualTo("a");
        for (var i = 0; i < 8; i++) {
            assertThat(rackOf(view.place("m" + i, db(ONE_RACK)))).as("machine %d", i).isEqualTo("b");
        }
    }

    @Test
    void when_nobody_of_the_group_is_left_the_next_one_is_the_first_again() {
        rack("a", 2, 4);
        rack("b", 3, 4);
        view.place("m0", db(ONE_RACK));
        for (var i = 0; i < 5; i++) {
            view.place("other" + i, Request.of(Resources.of(2, 2048, 0))
                    .with(new Rules(
                            Map.of("rack", "b"), List.of(), 0, 0)));
        }
        view.release("m0");
        assertThat(rackOf(view.decide(db(ONE_RACK)))).isEqualTo("a");
    }

    @Test
    void on_a_host_only_so_many_are_counted_as_its_terms_let_in() {
        rack("a", 2, 32);
        rack("b", 5, 2);
        assertThat(rackOf(view.decide(db(ONE_RACK)))).isEqualTo("a");
        assertThat(rackOf(view.decide(db(ONE_RACK, new Term.AtMost(Node.HOST, DB, 2))))).isEqualTo("b");
        assertThat(rackOf(view.decide(db(ONE_RACK, new Term.AntiAffinity(Node.HOST, DB, Term.REQUIRED)))))
                .isEqualTo("b");
    }

    @Test
    void what_its_numa_nodes_and_devices_do_not_have_is_no_room() {
        var byName = new ClusterView(new FirstFit());
        var gpus = List.of(Device.of("0000:01:00.0", "gpu", "l40s"), Device.of("0000:02:00.0", "gpu", "l40s"));
        var cells = new ArrayList<Node.Cell>();
        for (var i = 0; i < 3; i++) {
            cells.add(new Node.Cell(i, 4, 8192, 0, 0));
        }
        byName.put(twelve("a").withCells(cells).withDevices(gpus.subList(0, 1)));
        byName.put(twelve("b").withCells(List.of(new Node.Cell(0, 12, 8192, 0, 0))));
        byName.put(twelve("c").withDevices(gpus));
        var three = db(ONE_RACK).with(Resources.of(3, 1024, 0));
        assertThat(chosen(byName.decide(three))).isEqualTo("a");
        assertThat(chosen(byName.decide(three.with(new Rules(Map.of(), List.of(), 0, 1))))).isEqualTo("b");
        assertThat(chosen(byName.decide(three.withDevices(DeviceAsk.whole("gpu", "l40s", 1))))).isEqualTo("c");
    }

    private static Node twelve(String rack) {
        return Node.of(rack, Resources.of(12, 8192, 0)).withLabels(Map.of("rack", rack));
    }

    private static String chosen(Decision decision) {
        return decision instanceof Decision.Chosen chosen ? chosen.node() : "nowhere";
    }

    @Test
    void of_two_domains_that_it_chooses_at_once_the_one_with_less_room_counts() {
        rack("a1", 4, 8);
        rack("b1", 3, 8);
        rack("b2", 3, 8);
        var zone = new Term.Affinity("zone", DB, Term.REQUIRED);
        assertThat(rackOf(view.decide(db(zone)))).startsWith("b");
        assertThat(rackOf(view.decide(db(zone, ONE_RACK)))).isEqualTo("a1");
    }

    @Test
    void what_is_preferred_counts_beside_room() {
        rack("a", 3, 8);
        rack("b", 4, 8);
        view.claim(Claim.of("web", "a-0", Request.of(Resources.of(1, 1024, 0))
                .withLabels(Map.of("app", "web"))));
        var beside = new Term.Affinity("rack", Map.of("app", "web"), Term.MOST_WEIGHT);
        assertThat(rackOf(view.decide(db(ONE_RACK)))).isEqualTo("b");
        assertThat(rackOf(view.decide(db(ONE_RACK, beside)))).isEqualTo("a");
    }

    @Test
    void an_explanation_says_how_much_of_the_most_room_there_is() {
        rack("a", 1, 4);
        rack("b", 1, 16);
        var explanation = view.explain(db(ONE_RACK));
        assertThat(explanation.top().getFirst().parts()).containsEntry("domainRoom", 1.0);
        assertThat(explanation.top().getLast().parts()).containsEntry("domainRoom", 0.25);
        assertThat(explanation.why()).startsWith("Node b-0 wins").contains("domain room 1.000 (a-0: 0.250)");
        view.place("m0", db(ONE_RACK));
        assertThat(view.explain(db(ONE_RACK)).top().getFirst().parts()).doesNotContainKey("domainRoom");
    }

    @Test
    void a_gang_goes_to_the_best_of_the_racks_with_room_for_all_of_it_and_not_to_the_emptiest() {
        rack("a", 1, 6);
        rack("b", 1, 8);
        rack("c", 4, 32);
        assertThat(racks(gang(4, db(ONE_RACK)).place(view))).containsExactly("b");
    }

    @Test
    void a_gang_that_fits_into_one_rack_only_is_not_kept_from_it_by_a_preference() {
        rack("a", 1, 6);
        rack("b", 1, 8);
        view.claim(Claim.of("web", "a-0", Request.of(Resources.of(0, 0, 0))
                .withLabels(Map.of("app", "web"))));
        var beside = new Term.Affinity("rack", Map.of("app", "web"), Term.MOST_WEIGHT);
        assertThat(racks(gang(4, db(ONE_RACK, beside)).place(view))).containsExactly("b");
    }

    @Test
    void a_gang_of_unlike_members_tries_other_racks_if_the_one_that_looks_best_is_too_small() {
        // For its largest member rack a has most room; the others need the cores of rack b.
        rack("a", 3, 4);
        view.put(Node.of("b-0", Resources.of(32, 12_288, 0)).withLabels(Map.of("rack", "b")));
        var large = db(ONE_RACK).with(Resources.of(1, 4096, 0));
        var small = db(ONE_RACK).with(Resources.of(4, 512, 0));
        var members = List.of(new Gang.Member("m0", large), new Gang.Member("m1", small), new Gang.Member("m2", small),
                new Gang.Member("m3", small), new Gang.Member("m4", small));
        assertThat(rackOf(view.decide(large))).isEqualTo("a");
        assertThat(racks(new Gang("g", members).place(view))).containsExactly("b");
    }

    @Test
    void a_gang_for_which_there_is_no_rack_leaves_nothing_behind() {
        rack("a", 2, 4);
        rack("b", 3, 4);
        var outcome = gang(7, db(ONE_RACK)).place(view);
        assertThat(outcome).isInstanceOfSatisfying(Gang.Outcome.Absent.class, absent -> {
            assertThat(absent.placed()).isEqualTo(6);
            assertThat(absent.refusal().message()).contains("3 too few free vCPUs",
                    "2 without a machine {app=db} in the same rack");
        });
        assertThat(view.machines()).isZero();
        var hosts = new HashSet<String>();
        view.nodes().forEach(node -> hosts.add(node.node().name()));
        assertThat(hosts).hasSize(5);
    }
}
