package io.cairn.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.vm.adapter.kinds.OperationKind;
import io.cairn.vm.domain.Act;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsTest {
    private static final String NAMESPACE = "ops";

    private Bureau bureau;
    private int number;

    @BeforeAll
    void open() throws Exception {
        bureau = new Bureau(0);
    }

    @AfterAll
    void close() throws Exception {
        bureau.close();
    }

    private String machine(VmSpec.RunStrategy strategy, VmFacts.State state) {
        var uid = bureau.create(NAMESPACE, "vm-" + ++number, strategy).uid();
        bureau.obey(uid, state);
        return uid;
    }

    private String running() {
        return machine(VmSpec.RunStrategy.ALWAYS, VmFacts.State.RUNNING);
    }

    private JsonNode act(String uid, String action, String body) {
        return Json.MAPPER.readTree(bureau.act(uid, action, body).body());
    }

    private OperationKind.Status status(JsonNode operation) {
        bureau.compute.operations().sweep();
        return bureau.compute.storedOperations()
                .findByUid(operation.at("/metadata/uid").asString())
                .orElseThrow()
                .status();
    }

    private OperationKind.Spec spec(String vm, Act act) {
        return new OperationKind.Spec(vm, act, Optional.empty(), Optional.empty(), 600, 3600, Map.of());
    }

    private static String reason(OperationKind.Status status) {
        return status.reason().orElse("") + ": " + status.message().orElse("");
    }

    @Test
    void an_action_answers_with_the_stored_operation_and_where_it_is() {
        var uid = running();
        var outcome = bureau.act(uid, "pause", "{\"metadata\":{\"name\":\"pause-it\"},\"deadlineSeconds\":60}");
        assertThat(outcome.location())
                .contains("/apis/compute.cairn.io/v1/namespaces/ops/virtualmachineoperations/pause-it");
        var body = Json.MAPPER.readTree(outcome.body());
        assertThat(body.at("/kind").asString()).isEqualTo("VirtualMachineOperation");
        assertThat(body.at("/metadata/resourceVersion").asString()).isNotEmpty();
        assertThat(body.at("/spec/action").asString()).isEqualTo("Pause");
        assertThat(body.at("/spec/deadlineSeconds").asInt()).isEqualTo(60);
        assertThat(body.at("/status/phase").asString()).isEqualTo("Running");
        assertThat(bureau.machine(uid).status().phase()).isEqualTo("Pausing");
    }

    @Test
    void pause_resume_restart_stop_and_start_end_when_the_machine_is_as_asked() {
        var uid = running();
        for (var step : List.of(Map.entry("pause", VmFacts.State.PAUSED), Map.entry("resume", VmFacts.State.RUNNING),
                Map.entry("pause", VmFacts.State.PAUSED), Map.entry("restart", VmFacts.State.RUNNING),
                Map.entry("pause", VmFacts.State.PAUSED), Map.entry("start", VmFacts.State.RUNNING),
                Map.entry("pause", VmFacts.State.PAUSED), Map.entry("stop", VmFacts.State.OFF),
                Map.entry("start", VmFacts.State.RUNNING))) {
            var operation = act(uid, step.getKey(), "");
            assertThat(status(operation).phase()).as(step.getKey()).isEqualTo("Running");
            bureau.obey(uid, step.getValue());
            var status = status(operation);
            assertThat(status.phase()).as("%s: %s", step.getKey(), reason(status)).isEqualTo("Succeeded");
            assertThat(status.completionTime()).isPresent();
            assertThat(status.conditions().getFirst().type()).isEqualTo("Complete");
            assertThat(status.conditions().getFirst().status()).isEqualTo("True");
        }
        assertThat(bureau.machine(uid).status().powerState()).isEqualTo("On");
    }

    @Test
    void an_operation_that_is_created_as_an_object_is_carried_out_too() {
        var uid = running();
        var name = bureau.machine(uid).metadata().name();
        var made = bureau.compute.storedOperations()
                .create(Bureau.key(NAMESPACE, name + "-by-hand"), Map.of(), List.of(), spec(name, Act.PAUSE));
        assertThat(made.status().phase()).isEqualTo("Pending");
        bureau.compute.operations().sweep();
        assertThat(bureau.machine(uid).facts().frozen()).isTrue();
        bureau.obey(uid, VmFacts.State.PAUSED);
        bureau.compute.operations().sweep();
        assertThat(bureau.compute.storedOperations().findByUid(made.uid()).orElseThrow().status().phase())
                .isEqualTo("Succeeded");
    }

    @Test
    void the_same_name_twice_is_one_operation_and_one_restart() {
        var uid = running();
        var body = "{\"metadata\":{\"name\":\"once-%s\"}}".formatted(number);
        var run = bureau.machine(uid).facts().run();
        var first = act(uid, "restart", body);
        var second = act(uid, "restart", body);
        assertThat(second.at("/metadata/uid").asString()).isEqualTo(first.at("/metadata/uid").asString());
        assertThat(bureau.machine(uid).facts().run()).isEqualTo(run + 1);
        assertThatThrownBy(() -> act(uid, "stop", body)).isInstanceOfSatisfying(Refusal.class,
                refusal -> assertThat(refusal.reason()).isEqualTo(Reason.ALREADY_EXISTS));
    }

    @Test
    void what_cannot_be_done_now_is_refused_and_nothing_is_stored() {
        var uid = machine(VmSpec.RunStrategy.HALTED, VmFacts.State.OFF);
        var before = bureau.compute.storedOperations().page("", 1000).size();
        for (var action : List.of("restart", "pause", "resume")) {
            assertThatThrownBy(() -> act(uid, action, "")).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.reason()).isEqualTo(Reason.CONFLICT);
                assertThat(refusal.sentence()).contains("is off; start it instead");
            });
        }
        assertThatThrownBy(() -> act(uid, "start", "{\"uid\":\"another\"}")).hasMessageContaining("has uid " + uid);
        assertThatThrownBy(() -> act(uid, "start", "{\"generation\":77}")).hasMessageContaining("generation 1");
        assertThatThrownBy(() -> act(uid, "start", "{\"deadline\":1}")).hasMessageContaining("there is no such field");
        assertThatThrownBy(() -> act(uid, "start", "{\"deadlineSeconds\":0}")).hasMessageContaining("from 1 to 86400");
        assertThat(bureau.compute.storedOperations().page("", 1000)).hasSize(before);
    }

    @Test
    void an_operation_on_a_machine_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> bureau.compute.storedOperations()
                .create(Bureau.key(NAMESPACE, "lost"), Map.of(), List.of(), spec("nobody", Act.START)))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.INVALID);
                    assertThat(refusal.causes().getFirst().field()).isEqualTo("spec.vmName");
                });
    }

    @Test
    void a_deadline_ends_it_and_says_what_the_machine_was_doing() {
        var uid = running();
        var operation = act(uid, "pause", "{\"deadlineSeconds\":30}");
        bureau.clock.advance(Duration.ofSeconds(29));
        assertThat(status(operation).phase()).isEqualTo("Running");
        bureau.clock.advance(Duration.ofSeconds(1));
        assertThat(reason(status(operation))).startsWith("DeadlineExceeded")
                .contains("not paused within 30 s")
                .contains("It is Pausing: Node node-1 is pausing it");
    }

    @Test
    void an_act_that_another_one_overtakes_fails_as_superseded() {
        var uid = running();
        var pause = act(uid, "pause", "");
        var resume = act(uid, "resume", "");
        bureau.obey(uid, VmFacts.State.RUNNING);
        assertThat(reason(status(pause))).startsWith("Superseded");
        assertThat(status(resume).phase()).isEqualTo("Succeeded");
    }

    @Test
    void an_operation_ends_with_its_machine() {
        var uid = running();
        var operation = act(uid, "restart", "");
        bureau.machines().delete(uid);
        assertThat(reason(status(operation))).startsWith("MachineDeleted");
    }

    @Test
    void an_operation_that_has_ended_is_kept_as_long_as_it_says() {
        var uid = running();
        var operation = act(uid, "stop", "{\"ttlSecondsAfterFinished\":10}");
        bureau.obey(uid, VmFacts.State.OFF);
        assertThat(status(operation).phase()).isEqualTo("Succeeded");
        bureau.clock.advance(Duration.ofSeconds(9));
        bureau.compute.operations().sweep();
        var stored = operation.at("/metadata/uid").asString();
        assertThat(bureau.compute.storedOperations().findByUid(stored)).isPresent();
        bureau.clock.advance(Duration.ofSeconds(1));
        bureau.compute.operations().sweep();
        assertThat(bureau.compute.storedOperations().findByUid(stored)).isEmpty();
    }
}
