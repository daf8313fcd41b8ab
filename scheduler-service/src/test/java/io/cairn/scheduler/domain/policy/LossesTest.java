package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final NodeClass NODE = new NodeClass(64_000, 65_536, 2, "h200");

    private static final long ENOUGH = 40_960;

    private final AtomicInteger computed = new AtomicInteger();
    private final Losses losses = new Losses((_, cpu, memory, free) -> {
        computed.incrementAndGet();
        return new Losses.Lost(cpu + 2.0 * Math.min(memory, ENOUGH) + free[0], ENOUGH);
    });

    private static Room room(int cpu, long memory, int... free) {
        return Room.of(NODE, cpu, memory, free);
    }

    @Test
    void betweenThePointsOfTheGridTheNearestOnesCountByTheirNearness() {
        // Of something even this is exact.
        for (int cpu = 0; cpu <= 64_000; cpu += 777) {
            assertThat(losses.of(room(cpu, 12_345, 500, 1000))).isCloseTo(cpu + 2 * 12_345 + 500, Offset.offset(0.1));
        }
    }

    @Test
    void whatWasSeenIsNotComputedAgain() {
        for (int round = 0; round < 3; round++) {
            for (int cpu = 0; cpu <= 64_000; cpu += 100) {
                losses.of(room(cpu, 65_536, 500, 1000));
            }
            assertThat(computed.get()).isLessThan(100);
        }
    }

    @Test
    void withMoreMemoryThanAnybodyTakesNothingIsComputed() {
        double there = losses.of(room(5_000, 41_000, 500, 1000));
        int before = computed.get();
        for (long memory = 41_984; memory <= 65_536; memory += 100) {
            assertThat(losses.of(room(5_000, memory, 500, 1000))).isEqualTo(there);
        }
        assertThat(computed.get()).isEqualTo(before);
        assertThat(losses.of(room(5_000, 20_000, 500, 1000))).as("less is less").isLessThan(there);
    }

    @Test
    void theOrderOfTheDevicesMakesNoDifference() {
        assertThat(losses.of(room(5_000, 5_000, 1000, 300))).isEqualTo(losses.of(room(5_000, 5_000, 300, 1000)));
    }

    @Test
    void nothingIsLostWhereNothingIsFree() {
        assertThat(losses.of(room(5_000, 5_000, 0, 0))).isZero();
        assertThat(computed.get()).isZero();
    }

    @Test
    void nodesThatNearlyHaveAsMuchHaveTheSameGrid() {
        losses.of(room(5_120, 5_120, 300, 1000));
        int before = computed.get();
        losses.of(Room.of(new NodeClass(63_900, 65_400, 2, "h200"), 5_120, 5_120, 300, 1000));
        assertThat(computed.get()).isEqualTo(before);
    }

    @Test
    void manyRoomsAreForgottenAndComputedAnewAlike() {
        double before = losses.of(room(5_000, 5_000, 300, 1000));
        for (int free = 1; free < 600; free++) {
            for (int cpu = 0; cpu < 64_000; cpu += 1024) {
                for (int memory = 0; memory < 65_536; memory += 1024) {
                    losses.of(room(cpu, memory, free, 1000));
                }
            }
        }
        int filled = computed.get();
        assertThat(losses.of(room(5_000, 5_000, 300, 1000))).isEqualTo(before);
        assertThat(filled).isGreaterThan(1 << 20);
    }
}
