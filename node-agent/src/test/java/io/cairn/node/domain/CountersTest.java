package io.cairn.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static Counters of(long each) {
        return new Counters(each, each, each, each, each, each, each, each, each);
    }

    @Test
    void rates_are_what_came_in_the_window_by_its_seconds() {
        assertThat(of(1_000).perSecond(of(200), Duration.ofSeconds(8))).isEqualTo(of(100));
        assertThat(of(1_000).perSecond(of(1_000), Duration.ofSeconds(8))).isEqualTo(Counters.ZERO);
        assertThat(of(15).perSecond(Counters.ZERO, Duration.ofMillis(1_500))).isEqualTo(of(10));
    }

    @Test
    void counters_that_began_anew_are_counted_from_nothing() {
        assertThat(of(50).perSecond(of(9_000), Duration.ofSeconds(10))).isEqualTo(of(5));
    }
}
