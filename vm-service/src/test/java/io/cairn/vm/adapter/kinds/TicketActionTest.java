package io.cairn.vm.adapter.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.Machines;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketActionTest {
    private static final Caller ANN = new Caller("ann", List.of(), "default", "r1");

    private static Subresource.Outcome ask(VmFacts facts, String body) {
        var vm = Machines.vm(Machines.metadata(Machines.uid(1), 1, false), Machines.spec(VmSpec.RunStrategy.ALWAYS),
                facts);
        var action = (Subresource.Action<VmSpec, VmFacts, VmStatus>) TicketAction.declare();
        return action.perform().perform(ANN, vm, Optional.of(body).filter(text -> !text.isEmpty()));
    }

    @Test
    void it_says_which_machine_at_which_placement_and_gives_no_secret() {
        var told = Json.MAPPER.readTree(ask(Machines.running(), "{\"stream\":\"console\"}").body());
        assertThat(told.at("/kind").asString()).isEqualTo("StreamTicket");
        assertThat(told.at("/spec/stream").asString()).isEqualTo("console");
        assertThat(told.at("/status")).hasToString("{\"machineUid\":\"%s\",\"epoch\":1}".formatted(Machines.uid(1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            ''                              | Required value
                                            {}                              | Required value
                                            {"stream":"consolelog"}         | Unsupported value: "consolelog": supported: console, vnc
                                            {"stream":["vnc"]}              | Unsupported value
                                            {"stream":"vnc","seconds":3600} | seconds: Forbidden: there is no such field
                                            """)
    void what_cannot_be_understood_is_refused_by_field_and_value(String body, String message) {
        assertThatThrownBy(() -> ask(Machines.running(), body)).isInstanceOf(Refusal.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_machine_that_is_nowhere_gets_none_and_the_way_to_find_out_why() {
        assertThatThrownBy(() -> ask(VmFacts.NONE, "{\"stream\":\"vnc\"}"))
                .isInstanceOfSatisfying(Refusal.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(refused.sentence()).contains("has no vnc", "cairn why-pending vm-");
                });
    }
}
