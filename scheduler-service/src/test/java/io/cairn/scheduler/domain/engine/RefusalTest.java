package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Taint;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a refusal says. */
class RefusalTest {
    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));

    private Decision.NoFit refusal(Request request) {
        return (Decision.NoFit) view.decide(request);
    }

    private static Request asking(int vcpus, long memoryMib) {
        return Request.of(Resources.of(vcpus, memoryMib, 0));
    }

    @Test
    void without_nodes_it_says_how_to_get_one() {
        assertThat(refusal(asking(1, 1)).message()).isEqualTo("There is no node yet");
        assertThat(refusal(asking(1, 1)).nextStep()).contains("Enrol a node");
    }

    @Test
    void names_each_filter_with_the_nodes_it_removed_and_what_was_most_free() {
        var ready = Node.State.READY;
        view.put(Node.of("a", Resources.of(4, 8192, 0)).with(new Node.State(false, false, false, false, 0)));
        view.put(Node.of("b", Resources.of(4, 8192, 0))
                .with(ready)
                .withTaints(List.of(new Taint("gpu", "", "NoSchedule"))));
        view.put(Node.of("c", Resources.of(2, 8192, 0)));
        view.put(Node.of("d", new Resources(3500, 0, 8192, 0, 0, 0, 0)));
        view.put(Node.of("e", Resources.of(8, 1024, 0)));
        var refusal = refusal(asking(4, 4096));
        assertThat(refusal.reason()).isEqualTo("NoNodeFits");
        assertThat(refusal.message())
                .isEqualTo("0 of 5 nodes fit: 1 not ready, 1 with a taint that the machine does not "
                        + "tolerate, 2 too few free vCPUs (asked 4 vCPUs, most free 3.5 vCPUs), 1 too little free memory (asked "
                        + "4096 MiB, most free 1024 MiB)");
        assertThat(refusal.nextStep()).startsWith("Ask for less");
    }

    @Test
    void names_the_devices_that_were_asked_for_and_how_many_are_free() {
        view.put(Node.of("a", Resources.of(8, 8192, 0))
                .withDevices(List.of(Device.of("0000:01:00.0", "gpu", "l40s"))));
        var ask = new DeviceAsk("gpu", List.of(new DeviceAsk.Choice("h200", 1), new DeviceAsk.Choice("l40s", 2)),
                DeviceShare.WHOLE, DeviceAsk.Near.ANYWHERE);
        assertThat(refusal(asking(1, 1).withDevices(ask)).message())
                .isEqualTo("0 of 1 node fits: 1 without the free devices "
                        + "(asked 1 x h200 or 2 x l40s, most free on a node: 0 x h200, 1 x l40s)");
    }

    @Test
    void names_the_neighbours_that_are_in_the_way() {
        view.put(Node.of("a", Resources.of(8, 8192, 0)).withLabels(Map.of("rack", "r1")));
        var web = asking(1, 1).withLabels(Map.of("app", "web"))
                .withTerms(new Term.AntiAffinity("rack", Map.of("app", "web"), 0));
        view.place("one", web);
        assertThat(refusal(web).message()).contains("1 with a machine {app=web} in the same rack");
        assertThat(refusal(web.withTerms()).message()).contains("with a machine in the same rack that keeps it away");
    }

    @Test
    void a_shared_device_goes_to_the_fullest_one_and_a_whole_one_to_an_untouched_one() {
        view.put(Node.of("a", Resources.of(8, 8192, 0))
                .withDevices(
                        List.of(Device.of("0000:01:00.0", "gpu", "l40s"), Device.of("0000:02:00.0", "gpu", "l40s"))));
        view.place("one", asking(1, 1).withDevices(DeviceAsk.share("gpu", "", 300)));
        view.place("two", asking(1, 1).withDevices(DeviceAsk.share("gpu", "", 300)));
        view.place("three", asking(1, 1).withDevices(DeviceAsk.whole("gpu", "", 1)));
        assertThat(view.find("one").orElseThrow().devices()).containsExactly(new DeviceShare("0000:01:00.0", 300));
        assertThat(view.find("two").orElseThrow().devices()).containsExactly(new DeviceShare("0000:01:00.0", 300));
        assertThat(view.find("three").orElseThrow().devices()).containsExactly(new DeviceShare("0000:02:00.0", 1000));
    }

    @Test
    void four_gpus_of_one_fabric_are_taken_together_and_the_larger_partition_stays_whole() {
        var gpus = new java.util.ArrayList<Device>();
        for (var i = 0; i < 6; i++) {
            gpus.add(Device.of("0000:0%d:00.0".formatted(i), "gpu", "h200").at(0, "", i < 2 ? "small" : "large"));
        }
        view.put(Node.of("a", Resources.of(8, 8192, 0)).withDevices(gpus));
        var two = new DeviceAsk("gpu", List.of(new DeviceAsk.Choice("h200", 2)), DeviceShare.WHOLE,
                DeviceAsk.Near.FABRIC);
        view.place("one", asking(1, 1).withDevices(two));
        assertThat(view.find("one").orElseThrow().devices()).extracting(DeviceShare::address)
                .containsExactly("0000:00:00.0", "0000:01:00.0");
        var five = new DeviceAsk("gpu", List.of(new DeviceAsk.Choice("h200", 5)), DeviceShare.WHOLE,
                DeviceAsk.Near.FABRIC);
        assertThat(refusal(asking(1, 1).withDevices(five)).message()).contains("asked 5 x h200 in one fabric");
    }

    @ParameterizedTest
    @EnumSource(PolicyName.class)
    void a_share_is_not_taken_of_the_only_device_that_is_needed_whole(PolicyName policy) {
        var there = new ClusterView(Pools.all(policy));
        there.put(Node.of("a", Resources.of(8, 8192, 0))
                .withDevices(List.of(Device.of("0000:01:00.0", "gpu", "h200"), Device.of("0000:02:00.0", "gpu",
                        "l40s"))));
        there.place("before", asking(1, 1).withDevices(DeviceAsk.share("gpu", "l40s", 500)));
        var decision = there.decide(asking(1, 1).withDevices(DeviceAsk.share("gpu", "", 100), DeviceAsk.whole("gpu",
                "h200", 1)));
        assertThat(decision).isInstanceOfSatisfying(Decision.Chosen.class, chosen -> assertThat(chosen.devices())
                .extracting(DeviceShare::address)
                .containsExactlyInAnyOrder("0000:01:00.0", "0000:02:00.0"));
    }

    @ParameterizedTest
    @EnumSource(PolicyName.class)
    void a_small_share_is_not_taken_of_the_only_device_with_room_for_a_large_one(PolicyName policy) {
        var there = new ClusterView(Pools.all(policy));
        there.put(Node.of("a", Resources.of(8, 8192, 0))
                .withDevices(List.of(Device.of("0000:01:00.0", "gpu", "l40s"), Device.of("0000:02:00.0", "gpu",
                        "h200"))));
        there.place("before", asking(1, 1).withDevices(DeviceAsk.share("gpu", "l40s", 300)));
        var decision = there.decide(asking(1, 1).withDevices(DeviceAsk.share("gpu", "", 300), DeviceAsk.share("gpu",
                "h200", 1000 - 100)));
        assertThat(decision).as("first fit finds it, and so does every policy").isInstanceOf(Decision.Chosen.class);
    }

    @Test
    void a_machine_is_pinned_to_as_few_numa_nodes_as_hold_it() {
        view.put(Node.of("a", Resources.of(16, 16384, 0))
                .withCells(List.of(new Node.Cell(0, 8, 8192, 0, 0), new Node.Cell(1, 8, 8192, 0, 0))));
        var pinned = new Rules(Map.of(), List.of(), 0, 2);
        view.place("small", Request.of(Resources.NONE.withDedicated(6)).with(pinned));
        view.place("large", Request.of(Resources.NONE.withDedicated(6)).with(pinned));
        assertThat(view.find("small").orElseThrow().cells()).containsExactly(0);
        assertThat(view.find("large").orElseThrow().cells()).containsExactly(1);
        assertThat(refusal(Request.of(Resources.NONE.withDedicated(4)).with(new Rules(Map.of(), List.of(), 0, 1)))
                .message()).contains("NUMA");
        view.place("split", Request.of(Resources.NONE.withDedicated(4)).with(pinned));
        assertThat(view.find("split").orElseThrow().cells()).containsExactly(0, 1);
    }
}
