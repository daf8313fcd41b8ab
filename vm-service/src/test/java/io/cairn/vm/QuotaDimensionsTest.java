package io.cairn.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Warnings;
import io.cairn.vm.adapter.kinds.QuotaKind;
import io.cairn.vm.domain.Dimension;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What is counted beside machines and their size: running machines, devices, operations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaDimensionsTest {
    private Bureau bureau;
    /** A project of its own for each test. */
    private String project = "";

    @BeforeAll
    void open() throws Exception {
        bureau = new Bureau(0);
    }

    @AfterAll
    void close() throws Exception {
        bureau.close();
    }

    @BeforeEach
    void begin(TestInfo test) {
        project = "p" + Integer.toHexString(test.getDisplayName().hashCode());
    }

    private String quota(QuotaKind.Spec spec) {
        return bureau.compute.projectQuotas()
                .create(Bureau.key(project, "limits"), Map.of(), List.of(), spec)
                .uid();
    }

    private long used(String word) {
        return bureau.compute.quotas().used("default", project).getOrDefault(new Dimension(word), 0L);
    }

    private String manual(String name) {
        var uid = bureau.create(project, name, VmSpec.RunStrategy.MANUAL).uid();
        bureau.obey(uid, VmFacts.State.OFF);
        return uid;
    }

    private void gpus(String name, VmSpec.DeviceSpec... devices) {
        var plain = Machines.spec(VmSpec.RunStrategy.HALTED);
        var made = bureau.machines()
                .create(Bureau.key(project, name), Map.of(), List.of(), new VmSpec(plain.runStrategy(),
                        plain.instanceType(), plain.resources(), plain.image(), plain.rootDisk(), List.of(devices),
                        plain.networks(), plain.sshKeys(), plain.userData(), plain.placement(), 0));
        assertThat(made.uid()).isNotEmpty();
    }

    private static VmSpec.DeviceSpec gpu(String model, int count, VmSpec.DeviceChoice... alternatives) {
        return new VmSpec.DeviceSpec("gpu", Optional.of(model).filter(word -> !word.isEmpty()), count,
                Optional.empty(), List.of(alternatives), Optional.empty());
    }

    /** Runs it 32 times at once; tells what was refused. */
    private static List<Refusal> atOnce(IntConsumer work) throws Exception {
        var refused = new ConcurrentLinkedQueue<Refusal>();
        var all = new ArrayList<Callable<Boolean>>();
        IntStream.range(0, 32).forEach(i -> all.add(() -> {
            try {
                work.accept(i);
            } catch (Refusal refusal) {
                refused.add(refusal);
            }
            return true;
        }));
        try (var pool = Executors.newFixedThreadPool(32)) {
            for (var done : pool.invokeAll(all)) {
                assertThat(done.get()).isTrue();
            }
        }
        return List.copyOf(refused);
    }

    @Test
    void thirty_two_starts_at_once_never_run_more_than_may_run() throws Exception {
        var machines = IntStream.range(0, 32).mapToObj(i -> manual("vm-" + i)).toList();
        quota(Limit.of().running(5).spec());
        var begun = new ConcurrentLinkedQueue<String>();
        var refused = atOnce(i -> {
            var operation = Json.MAPPER.readTree(bureau.act(machines.get(i), "start", "").body());
            begun.add(operation.at("/status/phase").asString() + ": " + operation.at("/status/message").asString(""));
        });
        assertThat(begun).filteredOn(phase -> phase.startsWith("Running")).hasSize(5);
        assertThat(begun).filteredOn(phase -> !phase.startsWith("Running"))
                .as("lost the race after the first look")
                .allMatch(phase -> phase.startsWith("Failed") && phase.contains("exceeded quota: running of namespace "
                        + project
                        + ": used 5, limit 5, asked 1. Stop machines, or ask an operator for a higher limit"));
        assertThat(refused).hasSize(32 - begun.size()).allMatch(refusal -> refusal.reason() == Reason.FORBIDDEN);
        assertThat(used("running")).isEqualTo(5);
        assertThat(machines.stream().filter(uid -> bureau.machine(uid).facts().powerOn().orElse(false))).hasSize(5);
    }

    @Test
    void thirty_two_creators_at_once_never_get_more_devices_than_there_may_be() throws Exception {
        quota(Limit.of().devices(Map.of("gpu", 10L, "gpu.nvidia-h200", 6L)).spec());
        var refused = atOnce(i -> gpus("vm-" + i, gpu(i % 2 == 0 ? "nvidia-h200" : "nvidia-l40s", 2)));
        assertThat(refused).hasSize(32 - 5)
                .allMatch(refusal -> refusal.sentence().contains("exceeded quota: devices."));
        assertThat(used("devices.gpu")).isEqualTo(1000);
        assertThat(used("devices.gpu.nvidia-h200")).isLessThanOrEqualTo(600);
        assertThat(used("devices.gpu.nvidia-h200") + used("devices.gpu.nvidia-l40s")).isEqualTo(1000);
    }

    @Test
    void a_start_is_refused_before_an_operation_is_made_and_a_stop_frees_only_when_the_machine_is_off() {
        quota(Limit.of().running(1).spec());
        var one = manual("one");
        var two = manual("two");
        bureau.act(one, "start", "");
        bureau.obey(one, VmFacts.State.RUNNING);
        assertThatThrownBy(() -> bureau.act(two, "start", "")).isInstanceOf(Refusal.class)
                .hasMessageContaining("virtualmachines.compute.cairn.io \"two\" is forbidden: exceeded quota: running");
        assertThatThrownBy(() -> bureau.create(project, "three", VmSpec.RunStrategy.ALWAYS))
                .isInstanceOf(Refusal.class);
        bureau.act(one, "stop", "");
        assertThat(used("running")).as("its node has not said that it is off").isEqualTo(1);
        assertThatThrownBy(() -> bureau.act(two, "start", "")).isInstanceOf(Refusal.class);
        bureau.obey(one, VmFacts.State.OFF);
        assertThat(used("running")).isZero();
        bureau.act(two, "start", "");
        assertThat(used("running")).isEqualTo(1);
    }

    @Test
    void a_strategy_that_is_changed_counts_too() {
        quota(Limit.of().running(1).spec());
        var one = bureau.create(project, "one", VmSpec.RunStrategy.HALTED).uid();
        var two = bureau.create(project, "two", VmSpec.RunStrategy.HALTED).uid();
        assertThat(used("running")).isZero();
        assertThat(bureau.machines().changeSpec(one, "test", spec -> spec.with(VmSpec.RunStrategy.ALWAYS))).isPresent();
        assertThatThrownBy(() -> bureau.machines()
                .changeSpec(two, "test", spec -> spec.with(VmSpec.RunStrategy.ALWAYS)))
                .hasMessageContaining("exceeded quota: running of namespace " + project + ": used 1, limit 1, asked 1");
        assertThat(bureau.machines().changeSpec(one, "test", spec -> spec.with(VmSpec.RunStrategy.HALTED))).isPresent();
        assertThat(used("running")).as("it was placed nowhere").isZero();
    }

    @Test
    void a_machine_that_ended_by_itself_does_not_run_until_it_is_started_again() {
        quota(Limit.of().running(1).spec());
        var uid = bureau.create(project, "job", VmSpec.RunStrategy.RERUN_ON_FAILURE).uid();
        bureau.obey(uid, VmFacts.State.RUNNING);
        assertThat(used("running")).isEqualTo(1);
        assertThat(bureau.compute.vms()
                .change(uid, facts -> facts.observed(Machines.seen(VmFacts.State.OFF, 1, 1, 1,
                        VmFacts.Exit.GUEST_SHUTDOWN))))
                .isPresent();
        assertThat(used("running")).isZero();
        var other = manual("other");
        bureau.act(other, "start", "");
        assertThatThrownBy(() -> bureau.act(uid, "start", "")).hasMessageContaining("exceeded quota: running");
    }

    @Test
    void alternatives_count_each_and_shares_in_part_and_a_model_must_be_named_where_models_are_limited() {
        quota(Limit.of().devices(Map.of("gpu", 8L)).spec());
        gpus("choosy", gpu("nvidia-h200", 1, new VmSpec.DeviceChoice("nvidia-a100", 4)));
        gpus("part", new VmSpec.DeviceSpec("gpu", Optional.of("nvidia-l40s"), 1, Optional.of(25), List.of(),
                Optional.empty()));
        assertThat(used("devices.gpu")).isEqualTo(425);
        assertThat(used("devices.gpu.nvidia-a100")).isEqualTo(400);
        assertThat(used("devices.gpu.nvidia-h200")).isEqualTo(100);
        assertThatThrownBy(() -> gpus("more", gpu("", 4))).hasMessageContaining(
                "exceeded quota: devices.gpu of namespace " + project + ": used 4.25, limit 8, asked 4");
        gpus("any", gpu("", 1));
        var all = bureau.compute.organisationQuotas()
                .create(new ObjectKey("default", "", "all"), Map.of(), List.of(),
                        Limit.of().devices(Map.of("gpu.nvidia-h200", 2L)).spec());
        assertThatThrownBy(() -> gpus("which", gpu("", 1))).hasMessageContaining(
                "devices.gpu of organisation default is limited by model (nvidia-h200)")
                .hasMessageContaining("name the model");
        assertThat(bureau.compute.organisationQuotas().delete(all.uid())).isPresent();
        bureau.compute.quotas().sweep();
        gpus("which", gpu("", 1));
    }

    @Test
    void operations_under_way_are_limited_and_those_that_ended_are_not_counted() {
        quota(Limit.of().operations(2).spec());
        var uid = bureau.create(project, "one", VmSpec.RunStrategy.ALWAYS).uid();
        bureau.obey(uid, VmFacts.State.RUNNING);
        bureau.act(uid, "pause", "");
        var second = Json.MAPPER.readTree(bureau.act(uid, "resume", "").body()).at("/metadata/name").asString();
        assertThatThrownBy(() -> bureau.act(uid, "pause", "")).isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "exceeded quota: operations of namespace " + project
                                + ": used 2, limit 2, asked 1. Wait until");
        bureau.obey(uid, VmFacts.State.RUNNING);
        bureau.compute.operations().sweep();
        assertThat(used("operations")).as("both have ended").isZero();
        bureau.act(uid, "pause", "");
        assertThat(used("operations")).isEqualTo(1);
        bureau.jdbc.update("delete from resource where kind = 'virtualmachineoperations.compute.cairn.io' "
                + "and name <> ?", second);
        bureau.compute.quotas().sweep();
        assertThat(used("operations")).as("one that is gone by another way is taken back").isZero();
    }

    @Test
    void whoever_comes_near_to_a_limit_is_told() {
        quota(Limit.of().machines(10).spec());
        var said = new ArrayList<String>();
        IntStream.range(0, 10)
                .forEach(i -> assertThat(Warnings.hearing(said::add,
                        () -> bureau.create(project, "vm-" + i, VmSpec.RunStrategy.HALTED).uid())).isNotEmpty());
        assertThat(said).containsExactly("quota nearly used up: machines of namespace " + project
                + ": used 10, limit 10");
    }

    @Test
    void usage_of_every_dimension_is_in_the_status_and_sums_of_models_that_are_gone_are_dropped() {
        var uid = quota(Limit.of().running(3).devices(Map.of("gpu", 8L)).spec());
        gpus("one", gpu("nvidia-h200", 2));
        bureau.compute.showUsage();
        assertThat(bureau.compute.projectQuotas().findByUid(uid).orElseThrow().status().items()).contains(
                new QuotaKind.Item("running", "0", Optional.of("3"), Optional.of("3")),
                new QuotaKind.Item("devices.gpu", "2", Optional.of("8"), Optional.of("6")),
                new QuotaKind.Item("devices.gpu.nvidia-h200", "2", Optional.empty(), Optional.empty()));
        bureau.compute.vms().forget(bureau.machines().find(Bureau.key(project, "one")).orElseThrow().uid());
        bureau.compute.quotas().sweep();
        assertThat(bureau.compute.quotas().used("default", project)).containsKey(new Dimension("devices.gpu"))
                .doesNotContainKey(new Dimension("devices.gpu.nvidia-h200"));
    }
}
