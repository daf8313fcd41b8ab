package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.contract.scheduler.v1.ClaimAllRequest;
import io.cairn.contract.scheduler.v1.ClaimAnswer;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.Placement;
import io.cairn.contract.scheduler.v1.PriorityClass;
import io.cairn.contract.scheduler.v1.PriorityClassesRequest;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.scheduler.adapter.kinds.PriorityClassKind;
import io.grpc.Status;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several claims in one message, asked of the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimAllTest {
    private static final int MOST = 512;

    private Running scheduler;
    private ClaimsGrpc.ClaimsBlockingStub claims;

    @BeforeAll
    void open() throws Exception {
        scheduler = new Running();
        claims = ClaimsGrpc.newBlockingStub(scheduler.service("vm-service"));
    }

    @AfterAll
    void close() throws Exception {
        scheduler.close();
    }

    private static ClaimRequest ask(String machine, int cpus, String priorityClass) {
        return ClaimRequest.newBuilder()
                .setVmUid(machine)
                .setGeneration(1)
                .setOrganisation("acme")
                .setNamespace("default")
                .setName(machine)
                .setResources(Resources.newBuilder().setCpus(cpus).setMemoryMib(512))
                .setPlacement(Placement.newBuilder().setPriorityClass(priorityClass))
                .build();
    }

    @Test
    void each_is_answered_as_if_it_were_alone_in_the_order_of_the_asks() {
        var answers = claims.claimAll(ClaimAllRequest.newBuilder()
                .addAsks(ask("one", 1, ""))
                .addAsks(ask("senseless", 0, ""))
                .addAsks(ask("other", 1, "no-such-class"))
                .build()).getAnswersList();
        assertThat(answers).extracting(ClaimAnswer::getOutcomeCase)
                .containsExactly(ClaimAnswer.OutcomeCase.RESPONSE, ClaimAnswer.OutcomeCase.FAILURE,
                        ClaimAnswer.OutcomeCase.RESPONSE);
        assertThat(answers.get(0).getResponse().getRefused().getReason()).isEqualTo("NoNodes");
        assertThat(answers.get(0).getResponse().getRefused().getWaiting()).startsWith("waiting: 1st");
        assertThat(answers.get(1).getFailure().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
        assertThat(answers.get(1).getFailure().getMessage()).contains("at least one vCPU");
        assertThat(answers.get(2).getResponse().getRefused().getReason()).isEqualTo("PriorityClassNotFound");
    }

    @Test
    void a_priority_class_is_known_to_the_first_ask_after_it_was_made() {
        var classes = scheduler.bean(ResourceApi.class).of(PriorityClassKind.KIND);
        for (var i = 0; i < 20; i++) {
            var name = "new-" + i;
            classes.create(ObjectKey.cluster(name), Map.of(), List.of(), new PriorityClassKind.Spec(-5, false, 0, 0,
                    PriorityClassKind.Budgets.HONOURED, List.of(), Optional.empty()));
            assertThat(claims.claim(ask("of-" + name, 1, name)).getRefused().getReason()).isEqualTo("NoNodes");
            name = "listed-" + i;
            classes.create(ObjectKey.cluster(name), Map.of(), List.of(), new PriorityClassKind.Spec(-5, false, 0, 0,
                    PriorityClassKind.Budgets.HONOURED, List.of(), Optional.empty()));
            assertThat(claims.priorityClasses(PriorityClassesRequest.newBuilder().setOrganisation("acme").build())
                    .getClassesList()).extracting(PriorityClass::getName).contains(name);
        }
    }

    @Test
    void none_and_too_many_are_refused_with_the_bound() {
        for (var many : new int[]{0, MOST + 1}) {
            var message = ClaimAllRequest.newBuilder()
                    .addAllAsks(Collections.nCopies(many, ask("one", 1, "")))
                    .build();
            assertThatThrownBy(() -> claims.claimAll(message))
                    .hasMessageContaining("1 to %d claims can be asked for at once, not %d".formatted(MOST, many));
        }
    }
}
