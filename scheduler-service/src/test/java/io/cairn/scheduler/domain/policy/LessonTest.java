package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.FirstFit;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LessonTest {
    private static final Request PLAIN = Request.of(Resources.of(2, 4096, 0));
    private static final Request GPU = PLAIN.withDevices(DeviceAsk.whole("gpu", "h200", 1));
    private static final Request NIC = PLAIN.withDevices(DeviceAsk.whole("nic", "", 1));

    private static Lesson of(Node... nodes) {
        var view = new ClusterView(new FirstFit());
        List.of(nodes).forEach(view::put);
        var lesson = new Lesson();
        view.nodes().forEach(lesson::add);
        return lesson;
    }

    private static final Node WITH_GPUS = Node.of("g", Resources.of(64, 65_536, 0))
            .withDevices(List.of(Device.of("a", "gpu", "h200"), Device.of("b", "gpu", "l40s")));

    private static Shape plain() {
        return new Shape(2_000, 4_096, 0, 0, Set.of());
    }

    @Test
    void aClassOfDevicesIsPreparedForWithWhatAsksForNoneOfIt() {
        var lesson = of(WITH_GPUS);
        lesson.add(Demand.Ask.of(PLAIN), Demand.ONE);
        lesson.add(Demand.Ask.of(GPU), 3 * Demand.ONE);
        var taught = lesson.taught().getOrDefault("gpu", Lesson.Taught.NOTHING);
        assertThat(taught.workload().shares()).containsExactly(
                new Workload.Share(new Shape(2_000, 4_096, 1, 1000, Set.of("h200")), 0.75),
                new Workload.Share(plain(), 0.25));
        assertThat(taught.capacity()).isEqualTo(Map.of("h200", 0.5, "l40s", 0.5));
    }

    @Test
    void nodesWithoutDevicesGetNobodyWhoAsksForSome() {
        var lesson = of(WITH_GPUS, Node.of("p", Resources.of(64, 65_536, 0)));
        lesson.add(Demand.Ask.of(PLAIN), Demand.ONE);
        lesson.add(Demand.Ask.of(GPU), Demand.ONE);
        assertThat(lesson.taught().getOrDefault("", Lesson.Taught.NOTHING).workload().shares())
                .containsExactly(new Workload.Share(plain(), 1));
    }

    @Test
    void whatThePoolHasNoDevicesForIsNotPreparedFor() {
        var lesson = of(WITH_GPUS);
        lesson.add(Demand.Ask.of(GPU), Demand.ONE);
        lesson.add(Demand.Ask.of(NIC), Demand.ONE);
        assertThat(lesson.taught().getOrDefault("gpu", Lesson.Taught.NOTHING).workload().shares()).hasSize(1);
    }

    @Test
    void ofVeryManyShapesThoseThatDifferByLittleBecomeOne() {
        var lesson = of(Node.of("p", Resources.of(64, 65_536, 0)));
        for (int i = 0; i < 5000; i++) {
            lesson.add(Demand.Ask.of(Request.of(new Resources(1000 + i % 7, 0, 1024 + i, 0, 0, 0, 0))), Demand.ONE);
        }
        var workload = lesson.taught().getOrDefault("", Lesson.Taught.NOTHING).workload();
        assertThat(workload.shares().size()).isBetween(2, 256);
        assertThat(workload.shares().stream().mapToDouble(Workload.Share::share).sum()).isCloseTo(1,
                Offset.offset(1e-9));
    }

    @Test
    void whatWasAskedLongAgoCountsLess() {
        var demand = new Demand();
        demand.add(PLAIN);
        for (int i = 0; i < 2 * Demand.HALF_LIFE; i++) {
            demand.add(GPU);
        }
        var weights = new HashMap<Demand.Ask, Long>();
        demand.forEach((ask, weight) -> weights.put(ask, weight));
        assertThat(weights.get(Demand.Ask.of(PLAIN))).isCloseTo(Demand.ONE / 4, Offset.offset(8L));
        for (int i = 0; i < 40 * Demand.HALF_LIFE; i++) {
            demand.add(GPU);
        }
        weights.clear();
        demand.forEach((ask, weight) -> weights.put(ask, weight));
        assertThat(weights).containsOnlyKeys(Demand.Ask.of(GPU));
    }

    @Test
    void demandIsBounded() {
        var demand = new Demand();
        for (int i = 0; i < 20_000; i++) {
            demand.add(Request.of(new Resources(1 + i, 0, 1, 0, 0, 0, 0)));
        }
        var seen = new HashMap<Demand.Ask, Long>();
        demand.forEach(seen::put);
        assertThat(seen.size()).isLessThanOrEqualTo(2048);
        assertThat(seen).containsKey(Demand.Ask.of(Request.of(new Resources(20_000, 0, 1, 0, 0, 0, 0))));
    }
}
