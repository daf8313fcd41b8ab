package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForesightTest {
    private static final NodeClass FEW_CORES = new NodeClass(16_000, 100_000, 2, "T4");
    private static final NodeClass MANY_CORES = new NodeClass(104_000, 100_000, 2, "T4");
    private static final NodeClass EIGHT = new NodeClass(96_000, 400_000, 8, "G2");

    private static Shape gpus(int cpu, int devices, int milli, String... models) {
        return new Shape(cpu, 1_000, devices, milli, Set.of(models));
    }

    private static Foresight expecting(Map<String, Double> capacity, Shape... shapes) {
        return new Foresight(Workload.of(List.of(shapes)), capacity, 1);
    }

    private static double score(Foresight policy, Shape shape, Room room) {
        return policy.score(shape, room).value();
    }

    @Test
    void aMachineWithoutDevicesStrandsNoDevicesForWantOfCores() {
        var job = gpus(8_000, 1, 1000);
        var service = gpus(8_000, 0, 0);
        var policy = expecting(Map.of(), job, job, job, service);
        assertThat(score(policy, service, MANY_CORES.empty())).isGreaterThan(score(policy, service, FEW_CORES.empty()));
    }

    @Test
    void coresCountLongBeforeTheyRunOut() {
        // Either room still takes the next job; only the second one takes all that come.
        var job = gpus(8_000, 1, 1000);
        var service = gpus(8_000, 0, 0);
        var policy = expecting(Map.of(), job, job, job, service);
        var tight = Room.of(EIGHT, 64_000, 400_000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000);
        var loose = Room.of(EIGHT, 64_000, 400_000, 0, 0, 0, 0, 1000, 1000, 1000, 1000);
        assertThat(score(policy, service, loose)).isGreaterThan(score(policy, service, tight));
    }

    @Test
    void aShareGoesWhereTheRestIsOfUse() {
        var half = gpus(1_000, 1, 500);
        var most = gpus(1_000, 1, 700);
        var policy = expecting(Map.of(), half, half, most);
        // 500 of 500 leave nothing; 500 of 700 leave 200, which nobody asks for.
        var room = Room.of(FEW_CORES, 16_000, 100_000, 700, 500);
        assertThat(policy.score(half, room).device()).isEqualTo(1);
        assertThat(policy.score(most, room).device()).isEqualTo(0);
    }

    @Test
    void wholeNodesAreKeptForThoseThatNeedThem() {
        var one = gpus(8_000, 1, 1000);
        var eight = gpus(64_000, 8, 1000);
        var policy = expecting(Map.of(), one, one, one, eight);
        var used = Room.of(EIGHT, 56_000, 300_000, 0, 0, 0, 1000, 1000, 1000, 1000, 1000);
        assertThat(score(policy, one, used)).isGreaterThan(score(policy, one, EIGHT.empty()));
    }

    @Test
    void whoeverNeedsAWholeNodeSeldomStillFindsOne() {
        var one = gpus(8_000, 1, 1000);
        var service = gpus(8_000, 0, 0);
        var expected = new ArrayList<>(Collections.nCopies(60, one));
        expected.addAll(Collections.nCopies(36, service));
        expected.addAll(Collections.nCopies(4, gpus(64_000, 8, 1000)));
        var policy = expecting(Map.of(), expected.toArray(Shape[]::new));
        // Where cores are scarcer, but where no whole node is lost.
        var used = Room.of(EIGHT, 56_000, 300_000, 0, 1000, 1000, 1000, 1000, 1000, 1000, 1000);
        assertThat(score(policy, service, used)).isGreaterThan(score(policy, service, EIGHT.empty()));
    }

    @Test
    void withoutMemoryThatRunsOutItDoesNotCountAndWhereItRunsOutItDoes() {
        var job = new Shape(1_000, 40_000, 1, 1000, Set.of());
        var policy = expecting(Map.of(), job);
        var much = Room.of(EIGHT, 96_000, 400_000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000);
        var lessButEnough = Room.of(EIGHT, 96_000, 330_000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000);
        var tooLittle = Room.of(EIGHT, 96_000, 200_000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000);
        assertThat(score(policy, job, lessButEnough)).isEqualTo(score(policy, job, much));
        assertThat(score(policy, job, tooLittle)).isNotEqualTo(score(policy, job, much));
    }

    @Test
    void aScarceModelIsLeftToThoseThatCanUseNothingElse() {
        var any = gpus(8_000, 1, 1000);
        var scarce = gpus(8_000, 1, 1000, "V100");
        var policy = expecting(Map.of("V100", 0.1, "T4", 0.9), any, any, scarce);
        var v100 = new NodeClass(32_000, 100_000, 4, "V100");
        var t4 = new NodeClass(32_000, 100_000, 4, "T4");
        assertThat(score(policy, any, t4.empty())).isGreaterThanOrEqualTo(score(policy, any, v100.empty()));
    }

    @Test
    void withoutDevicesCoresAndMemoryAreKeptInProportion() {
        var plain = new NodeClass(32_000, 128_000, 0, "");
        var balanced = new Shape(2_000, 8_000, 0, 0, Set.of());
        var greedy = new Shape(2_000, 32_000, 0, 0, Set.of());
        var policy = expecting(Map.of(), balanced, balanced, balanced, greedy);
        var muchMemory = Room.of(plain, 4_000, 64_000);
        var muchCpu = Room.of(plain, 20_000, 40_000);
        assertThat(score(policy, greedy, muchMemory)).isGreaterThan(score(policy, greedy, muchCpu));
    }

    @Test
    void aMachineWithoutDevicesGoesToANodeWithoutDevices() {
        var service = gpus(2_000, 0, 0);
        var policy = expecting(Map.of(), service, gpus(8_000, 1, 1000));
        var plain = new NodeClass(200_000, 800_000, 0, "");
        assertThat(score(policy, service, plain.empty())).isGreaterThan(score(policy, service, EIGHT.empty()))
                .isGreaterThan(score(policy, service, Room.of(EIGHT, 96_000, 400_000, 0, 0, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void theSameSeedGivesTheSameScoresInWhateverOrderTheyAreAsked() {
        var shapes = List.of(gpus(8_000, 1, 1000), gpus(4_000, 1, 300), gpus(2_000, 0, 0));
        var rooms = List.of(FEW_CORES.empty(), MANY_CORES.empty(), EIGHT.empty());
        var forth = new Foresight(Workload.of(shapes), Map.of(), 7);
        var back = new Foresight(Workload.of(shapes), Map.of(), 7);
        var one = new ArrayList<Scoring.Score>();
        var other = new ArrayList<Scoring.Score>();
        for (var room : rooms) {
            shapes.forEach(shape -> one.add(forth.score(shape, room)));
        }
        for (var room : rooms.reversed()) {
            shapes.reversed().forEach(shape -> other.add(back.score(shape, room)));
        }
        assertThat(other.reversed()).isEqualTo(one);
    }

    @Test
    void theOrderOfTheDevicesMakesNoDifference() {
        var share = gpus(4_000, 1, 300);
        var policy = expecting(Map.of(), share, gpus(8_000, 1, 1000));
        var room = Room.of(EIGHT, 50_000, 400_000, 1000, 700, 0, 300, 1000, 0, 0, 0);
        var turned = Room.of(EIGHT, 50_000, 400_000, 0, 0, 300, 1000, 0, 0, 700, 1000);
        assertThat(score(policy, share, room)).isEqualTo(score(policy, share, turned));
    }

    @Test
    void aWorkloadThatIsNotKnownYetIsNoReasonToFail() {
        var policy = expecting(Map.of());
        assertThat(score(policy, gpus(8_000, 1, 1000), EIGHT.empty())).isFinite();
    }
}
