package io.cairn.gateway.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void one_client_has_half_of_the_places_and_others_the_rest() throws Exception {
        var inFlight = new InFlight(4, SHORT, meters);
        inFlight.enter("alice");
        var second = inFlight.enter("alice");
        assertThatThrownBy(() -> inFlight.enter("alice")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
            assertThat(refusal.retryAfterSeconds()).contains(1);
            assertThat(refusal).hasMessageContaining("2 requests of this client");
        });
        inFlight.enter("bob");
        second.close();
        inFlight.enter("alice");
        assertThat(meters.get("cairn_gateway_requests_in_flight").gauge().value()).isEqualTo(3);
        assertThat(meters.get("cairn_gateway_requests_turned_away").counter().count()).isEqualTo(1);
    }

    @Test
    void who_waits_too_long_is_told_to_come_again_and_takes_nothing_with_it() throws Exception {
        var inFlight = new InFlight(2, SHORT, meters);
        var alice = inFlight.enter("alice");
        var bob = inFlight.enter("bob");
        assertThatThrownBy(() -> inFlight.enter("carol")).hasMessageContaining("none ended within 20 ms");
        alice.close();
        inFlight.enter("carol").close();
        bob.close();
        assertThat(meters.get("cairn_gateway_requests_in_flight").gauge().value()).isZero();
    }

    @Test
    void never_more_than_its_places_are_taken_however_many_come() throws Exception {
        var inFlight = new InFlight(8, Duration.ofSeconds(30), meters);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var start = new CountDownLatch(1);
        var done = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 200; i++) {
                var client = "client-" + i;
                done.add(threads.submit(() -> {
                    start.await();
                    try (var _ = inFlight.enter(client)) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Thread.yield();
                        now.decrementAndGet();
                    }
                    return true;
                }));
            }
            start.countDown();
            for (var one : done) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(most.get()).isBetween(1, 8);
    }

    @Test
    void too_few_places_are_refused_by_name() {
        assertThatThrownBy(() -> new InFlight(1, SHORT, meters)).hasMessageContaining("requests-in-flight is 1");
    }
}
