package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.SiteWish;
import io.cairn.contract.scheduler.v1.SitesRequest;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Refusal;
import io.cairn.scheduler.adapter.kinds.SiteKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Operators say what sites there are, and machines are placed by it: the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SitesOfNodesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final SiteWish NEAR = SiteWish.newBuilder()
            .addPopulations("de")
            .setMaxLatencyMilliseconds(20)
            .build();

    private Running scheduler;
    private Agents agents;
    private io.cairn.resource.application.Resources<SiteKind.Spec, SiteKind.Facts, SiteKind.Status> sites;
    private ClaimsGrpc.ClaimsBlockingStub claims;

    @BeforeAll
    void aNodeAtEachOfTwoSites() throws Exception {
        scheduler = new Running();
        sites = scheduler.bean(ResourceApi.class).of(scheduler.bean(NodeKinds.class).site());
        claims = ClaimsGrpc.newBlockingStub(scheduler.service("vm-service"));
        agents = new Agents(scheduler, 4, 4_096);
        for (var site : List.of("berlin", "oslo")) {
            agents.join(site + "-1", Map.of("topology.cairn.io/site", site));
        }
        agents.report();
    }

    @AfterAll
    void close() throws Exception {
        scheduler.close();
    }

    private static SiteKind.Spec spec(SiteKind.State state, long cost, int latency) {
        return new SiteKind.Spec(state, cost, List.of(new SiteKind.Latency("de", latency)), Optional.empty());
    }

    private void change(String site, SiteKind.Spec to) {
        var uid = sites.find(ObjectKey.cluster(site)).orElseThrow().uid();
        assertThat(sites.changeSpec(uid, "test", _ -> to)).isPresent();
    }

    private ClaimResponse claim(String vm, SiteWish wish) {
        agents.report();
        return claims.claim(Agents.ask(vm, 3).toBuilder().setSite(wish).build());
    }

    private void release(String vm) {
        assertThat(claims.release(ReleaseRequest.newBuilder().setVmUid(vm).setGeneration(1).build()).getReleased())
                .isTrue();
    }

    private void until(String what, BooleanSupplier is) {
        var deadline = Instant.now().plus(DEADLINE);
        while (!is.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            agents.report();
        }
    }

    private SiteKind.Status status(String site, Predicate<SiteKind.Status> is) {
        until("status of " + site, () -> is.test(sites.find(ObjectKey.cluster(site)).orElseThrow().status()));
        return sites.find(ObjectKey.cluster(site)).orElseThrow().status();
    }

    @Test
    void machines_go_where_operators_say_that_it_is_near_cheap_and_open() {
        sites.create(ObjectKey.cluster("berlin"), Map.of(), List.of(), spec(SiteKind.State.OPEN, 10, 5));
        sites.create(ObjectKey.cluster("oslo"), Map.of(), List.of(), spec(SiteKind.State.OPEN, 4, 28));
        until("the scheduler knows", () -> claims.sites(SitesRequest.getDefaultInstance()).getSitesCount() == 2);
        assertThat(claim("cheap", SiteWish.getDefaultInstance()).getGranted().getSite()).isEqualTo("oslo");
        var near = claim("near", NEAR).getGranted();
        assertThat(near.getSite()).isEqualTo("berlin");
        assertThat(near.getNode()).isEqualTo("berlin-1");

        var refused = claim("late", NEAR);
        assertThat(refused.getRefused().getMessage()).isEqualTo("0 of 2 nodes fit: site berlin: 0 of 1 node fits: "
                + "1 too few free vCPUs (asked 3 vCPUs, most free 1 vCPUs); site oslo is 28 ms from de, more than 20 ms");
        assertThat(refused.getRefused().getWaiting()).isEqualTo("waiting: 1st in the queue of class standard");
        release("cheap");
        change("oslo", spec(SiteKind.State.OPEN, 4, 19));
        until("who waits is placed once a site is near enough",
                () -> claim("late", NEAR).getGranted().getNode().equals("oslo-1"));

        var berlin = status("berlin", now -> now.machines() == 1 && now.free().cpus() == 1);
        assertThat(berlin.capacity().cpus()).isEqualTo(4);
        assertThat(berlin.readyNodes()).isEqualTo(1);
        assertThat(berlin.conditions().getFirst().status()).isEqualTo("True");
        release("late");

        change("oslo", spec(SiteKind.State.CLOSED, 4, 19));
        until("a closed site takes nothing", () -> {
            var answer = claim("never", SiteWish.newBuilder().addNames("oslo").build());
            if (answer.hasGranted()) {
                release("never");
            }
            return answer.getRefused().getMessage().startsWith("0 of 2 nodes fit: site berlin is not one of those");
        });
        assertThat(claim("never", SiteWish.newBuilder().addNames("oslo").build()).getRefused().getMessage())
                .contains("site oslo is closed");
        change("oslo", spec(SiteKind.State.OPEN, 4, 19));
        until("who waits is placed once it opens", () -> claim("never", SiteWish.newBuilder().addNames("oslo").build())
                .getGranted()
                .getSite()
                .equals("oslo"));
        status("oslo", now -> now.machines() == 1);
        change("oslo", spec(SiteKind.State.LOST, 4, 19));
        // It may be made anew elsewhere before the site is added up again.
        release("never");
        var lost = status("oslo", now -> now.machinesWhenLost().isPresent() && now.machines() == 0);
        assertThat(lost.conditions().getFirst().message())
                .startsWith("It takes nothing new. 1 machine had a claim there "
                        + "when it was lost, and 0 machines have one there now");
    }

    @Test
    void there_are_64_sites_and_no_more() {
        var made = new ArrayList<String>();
        assertThatThrownBy(() -> {
            for (var i = 0; i < 65; i++) {
                made.add(sites.create(ObjectKey.cluster("bound-" + i), Map.of(), List.of(),
                        spec(SiteKind.State.OPEN, 99, 9_000)).uid());
            }
        }).isInstanceOf(Refusal.class).hasMessageContaining("There are 64 sites, and there can be no more");
        assertThat(made).hasSizeLessThan(65);
        made.forEach(uid -> assertThat(sites.delete(uid)).isPresent());
    }

    @Test
    void a_population_has_one_latency() {
        var twice = List.of(new SiteKind.Latency("de", 1), new SiteKind.Latency("de", 2));
        assertThatThrownBy(() -> sites.create(ObjectKey.cluster("twice"), Map.of(), List.of(),
                new SiteKind.Spec(SiteKind.State.OPEN, 0, twice, Optional.empty()))).isInstanceOf(Refusal.class)
                .hasMessageContaining("spec.latencies[1].population");
    }
}
