package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Who has to go is no one who matters as much, and no one who could have stayed. */
class EvictionProperties {

    @Property(tries = 150)
    void victims_are_fewer_than_matter_and_make_room(@ForAll long seed) {
        var random = new Random(seed);
        var view = full(random);
        for (var i = 0; i < 20; i++) {
            var request = random.request().withPriority(2, true);
            switch (view.preempt(request)) {
                case Preemption.NotNeeded(var chosen) -> assertThat(view.decide(request)).isEqualTo(chosen);
                case Preemption.Hopeless(var refusal, _) -> assertThat(view.decide(request)).isEqualTo(refusal);
                case Preemption.Evict evict -> check(view, request, evict);
            }
            view.place("later" + i, random.request());
        }
    }

    /** The keeper has the device to itself; while it is taken for off, nobody is kept from it by the other one. */
    @Example
    void who_keeps_devices_to_itself_and_has_none_can_stay() {
        var view = new ClusterView(Pools.all(PolicyName.BESTFIT));
        view.put(Node.of("n", Resources.of(8, 8_192, 1_000))
                .withDevices(List.of(Device.of("0000:01:00.0", "gpu", "gpu"))));
        var lower = Request.of(Resources.of(1, 1, 1))
                .with(new Owner("one", "team"))
                .with(Tenancy.DEDICATED_DEVICE)
                .withPriority(0, true);
        view.place("another", lower);
        view.place("keeper", lower.withDevices(DeviceAsk.whole("gpu", "", 1)));
        var evict = view.preempt(Request.of(Resources.of(1, 1, 1))
                .with(new Owner("two", "team"))
                .withPriority(2, true)
                .withDevices(DeviceAsk.share("gpu", "", 500)));
        assertThat(evict).isInstanceOfSatisfying(Preemption.Evict.class,
                found -> assertThat(found.victims()).extracting(Claim::machine).containsExactly("keeper"));
    }

    private static void check(ClusterView view, Request request, Preemption.Evict evict) {
        assertThat(evict.victims()).isNotEmpty().allSatisfy(victim -> {
            assertThat(victim.request().priority()).isLessThan(request.priority());
            assertThat(victim.request().preemptible()).isTrue();
            assertThat(victim.node()).isEqualTo(evict.chosen().node());
        });
        assertThat(fitsWithout(view, request, evict, evict.victims())).as("%s of %s", evict, request).isTrue();
        // Of several asks for devices the oracle knows only whether each could be had alone.
        for (var victim : request.devices().size() > 1 ? List.<Claim>of() : evict.victims()) {
            var others = new ArrayList<>(evict.victims());
            others.remove(victim);
            assertThat(fitsWithout(view, request, evict, others)).as("%s could stay", victim).isFalse();
        }
    }

    /** Whether the node has room once some are gone, neighbours aside: these are looked at before anybody goes. */
    private static boolean fitsWithout(ClusterView view, Request request, Preemption.Evict evict, List<Claim> gone) {
        return view.whatIf(trial -> {
            gone.forEach(victim -> trial.release(victim.machine()));
            var oracle = new Oracle();
            for (var node : trial.nodes()) {
                oracle.nodes.put(node.node().name(), node.node());
                node.claims().forEach(claim -> oracle.claims.put(claim.machine(), claim));
            }
            var node = trial.node(evict.chosen().node()).orElseThrow().node();
            return oracle.fits(request.withTerms(), node);
        });
    }

    private static ClusterView full(Random random) {
        var view = new ClusterView(Pools.all(PolicyName.BESTFIT));
        for (var i = 0; i < 6; i++) {
            view.put(random.node(i));
        }
        for (var i = 0; i < 80; i++) {
            view.place("m" + i, random.request().withTerms());
        }
        return view;
    }

    @Property(tries = 100)
    void a_gang_is_whole_or_absent(@ForAll long seed) {
        var random = new Random(seed);
        // One that learns nothing: who asked in vain asked all the same.
        var view = new ClusterView(new FirstFit());
        for (var i = 0; i < 8; i++) {
            view.put(random.node(i));
        }
        for (var round = 0; round < 10; round++) {
            var members = new ArrayList<Gang.Member>();
            for (var i = 0; i < 1 + random.below(6); i++) {
                members.add(new Gang.Member("m" + round + "-" + i, random.request()));
            }
            var before = view.machines();
            var probe = random.request();
            var explained = view.explain(probe);
            switch (new Gang("gang", members).place(view)) {
                case Gang.Outcome.Whole(var claims) -> assertThat(members).allSatisfy(
                        member -> assertThat(claims).contains(view.find(member.machine()).orElseThrow()));
                case Gang.Outcome.Absent absent -> {
                    assertThat(members).allSatisfy(member -> assertThat(view.find(member.machine())).isEmpty());
                    assertThat(view.machines()).isEqualTo(before);
                    assertThat(view.explain(probe)).isEqualTo(explained);
                    assertThat(members).contains(absent.first());
                }
            }
        }
    }
}
