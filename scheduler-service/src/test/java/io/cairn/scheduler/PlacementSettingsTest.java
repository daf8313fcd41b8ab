package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.scheduler.domain.policy.PolicyName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementSettingsTest {
    @Test
    void poolsHaveTheirOwnPolicies() {
        var settings = new PlacementSettings("default", Map.of("gpu", "fgd"), Duration.ofMinutes(10));
        assertThat(settings.others()).isEqualTo(PolicyName.DEFAULT);
        assertThat(settings.chosen()).isEqualTo(Map.of("gpu", PolicyName.FGD));
    }

    @Test
    void aPolicyThatDoesNotExistIsRefusedByTheNameOfItsProperty() {
        assertThatThrownBy(() -> new PlacementSettings("default", Map.of("gpu", "packed"), Duration.ZERO))
                .hasMessageStartingWith("cairn.placement.pools.gpu: \"packed\" is no placement policy");
        assertThatThrownBy(() -> new PlacementSettings("Default", Map.of(), Duration.ZERO))
                .hasMessageStartingWith("cairn.placement.policy: \"Default\" is no placement policy; there are ");
    }

    @Test
    void aPatienceOutOfItsRangeIsRefusedByTheNameOfItsProperty() {
        assertThatThrownBy(() -> new PlacementSettings("default", Map.of(), Duration.ofDays(8)))
                .hasMessage("cairn.placement.patience: PT192H is not between 0s and 7d; try 10m");
    }
}
