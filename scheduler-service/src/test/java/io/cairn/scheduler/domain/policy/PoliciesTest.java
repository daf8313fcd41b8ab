package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The published formulae, beside values computed by hand. */
class PoliciesTest {
    private static final NodeClass BIG = new NodeClass(96_000, 393_216, 8, "G2");
    private static final NodeClass PAIR = new NodeClass(10_000, 10_000, 2, "T4");

    private static Shape gpus(int cpu, int devices, int milli) {
        return new Shape(cpu, 0, devices, milli, Set.of());
    }

    private static FragmentationGradient expecting(Shape... shapes) {
        return new FragmentationGradient(Workload.of(List.of(shapes)));
    }

    private static Fragmentation fragmentation(Shape... shapes) {
        return new Fragmentation(Workload.of(List.of(shapes)));
    }

    @Test
    void bestFitIsThePublishedFormulaRoundedDown() {
        // 100 (1 - 88/256 - 7/16) = 21.875
        assertThat(BestFit.published().score(gpus(8_000, 1, 1000), BIG.empty()).value()).isEqualTo(21);
        // 100 (1 - 0 - 0): nothing is left
        assertThat(BestFit.published().score(gpus(96_000, 8, 1000), BIG.empty()).value()).isEqualTo(100);
    }

    @Test
    void bestFitSharesTheTightestDevice() {
        var room = Room.of(PAIR, 10_000, 10_000, 900, 500);
        assertThat(BestFit.published().score(gpus(1_000, 1, 400), room).device()).isEqualTo(1);
        assertThat(BestFit.published().score(gpus(1_000, 1, 600), room).device()).isEqualTo(0);
    }

    @Test
    void spreadTakesTheEmptierNodeAndTheEmptierDevice() {
        var shape = gpus(1_000, 1, 400);
        var used = Room.of(PAIR, 5_000, 10_000, 500, 900);
        assertThat(new Spread().score(shape, PAIR.empty()).value())
                .isGreaterThan(new Spread().score(shape, used).value());
        assertThat(new Spread().score(shape, used).device()).isEqualTo(1);
    }

    @Test
    void aDeviceIsFragmentedForAShapeThatItIsTooSmallFor() {
        // For 500 milli the 300 are lost; for 200 milli nothing is.
        assertThat(fragmentation(gpus(0, 1, 500), gpus(0, 1, 200)).of(Room.of(PAIR, 1_000, 0, 300, 700)))
                .isEqualTo(150);
    }

    @Test
    void allThatIsFreeIsFragmentedForAShapeThatDoesNotFit() {
        var room = Room.of(PAIR, 1_000, 0, 300, 700);
        assertThat(fragmentation(gpus(2_000, 1, 100)).of(room)).as("too few cores").isEqualTo(1000);
        assertThat(fragmentation(gpus(0, 2, 1000)).of(room)).as("too few whole devices").isEqualTo(1000);
        assertThat(fragmentation(gpus(0, 0, 0)).of(room)).as("wants no device").isEqualTo(1000);
        assertThat(fragmentation(new Shape(0, 0, 1, 100, Set.of("V100"))).of(room)).as("other model").isEqualTo(1000);
    }

    @Test
    void fragmentationPreparesForDevicesWhereHardlyAnybodyAsksForThem() {
        var shapes = new ArrayList<>(Collections.nCopies(99, gpus(1_000, 0, 0)));
        shapes.add(gpus(0, 1, 500));
        assertThat(new Fragmentation(Workload.of(shapes)).of(Room.of(PAIR, 1_000, 0, 300, 700))).isEqualTo(300);
    }

    @Test
    void fgdIsTheSigmoidOfTheGradientRoundedDown() {
        var fgd = expecting(gpus(0, 1, 1000), gpus(0, 2, 1000));
        // Breaking a pair: F grows from 0 to 500, 100 / (1 + e^0.5) = 37.75.
        assertThat(fgd.score(gpus(0, 1, 1000), PAIR.empty()).value()).isEqualTo(37);
        // Taking the single one that is left: F falls from 500 to 0, 100 / (1 + e^-0.5) = 62.25.
        assertThat(fgd.score(gpus(0, 1, 1000), Room.of(PAIR, 10_000, 0, 0, 1000)).value()).isEqualTo(62);
    }

    @Test
    void fgdTriesEachDeviceForAShare() {
        var fgd = expecting(gpus(0, 1, 1000), gpus(0, 1, 300));
        // The first device would be broken; the second is broken already, and 300 of it fit exactly.
        var score = fgd.score(gpus(0, 1, 300), Room.of(PAIR, 10_000, 0, 1000, 300));
        assertThat(score.device()).isEqualTo(1);
    }

    @Test
    void theTargetWorkloadIsTheShortestRunOfTheMostFrequentShapesThatCoversThePart() {
        var often = gpus(1_000, 1, 1000);
        var seldom = gpus(2_000, 1, 1000);
        var never = gpus(3_000, 1, 1000);
        var workload = Workload.of(List.of(seldom, often, often, seldom, often, never, often, often, often, often));
        assertThat(workload.commonest(0.7).shares()).containsExactly(new Workload.Share(often, 0.7));
        assertThat(workload.commonest(0.71).shares()).hasSize(2);
        assertThat(workload.commonest(1).shares()).hasSize(3);
    }
}
