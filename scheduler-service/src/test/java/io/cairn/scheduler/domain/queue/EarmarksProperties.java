package io.cairn.scheduler.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Small fleets that are never empty, with streams of machines and gangs of all sizes. */
class EarmarksProperties {
    private static final int GPUS = 4;
    private static final int ARRIVALS = 200;
    private static final int LONGEST = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));
    private final Earmarks earmarks = new Earmarks(view);
    private final PlacementQueue<Gang> queue = new PlacementQueue<>(10_000, PATIENCE);
    private final TreeMap<Instant, List<Gang>> endings = new TreeMap<>();
    private String first = "";
    private int firstSince;

    private void fleet(int nodes) {
        for (var i = 0; i < nodes; i++) {
            view.put(Node.of("n" + i, Resources.of(16, 65_536, 0))
                    .withDevices(IntStream.range(0, GPUS)
                            .mapToObj(gpu -> Device.of("0000:0%d:00.0".formatted(gpu), "gpu", "gpu"))
                            .toList()));
        }
    }

    private static Gang gang(String name, Random random, int nodes) {
        var members = random.nextInt(8) == 0 ? 2 + random.nextInt(nodes - 1) : 1;
        return new Gang(name, Stream.generate(() -> member(random))
                .limit(members)
                .map(request -> new Gang.Member(name + "-" + random.nextLong(), request))
                .toList());
    }

    private static Request member(Random random) {
        var request = Request.of(Resources.of(1 + random.nextInt(8), 1024L * (1 + random.nextInt(32)), 0));
        return switch (random.nextInt(4)) {
            case 0 -> request.withDevices(DeviceAsk.whole("gpu", "", GPUS));
            case 1 -> request.withDevices(DeviceAsk.whole("gpu", "gpu", 1));
            case 2 -> Request.of(Resources.of(16, 1024, 0));
            default -> request;
        };
    }

    /** More arrives than there is room for: who is large would wait until the stream ends. */
    @Property(tries = 12)
    void nobody_starves_and_no_room_is_kept_twice(@ForAll long seed) {
        var random = new Random(seed);
        var nodes = 2 + random.nextInt(4);
        fleet(nodes);
        var now = Instant.EPOCH;
        for (var step = 0; step < ARRIVALS || queue.size() > 0; step++) {
            now = now.plusSeconds(1);
            end(now);
            if (step < ARRIVALS) {
                var gang = gang("g" + step, random, nodes);
                queue.add(new Waiting<>(gang.name(), "p" + random.nextInt(3), 0, gang.members().size(), now, gang));
            }
            var late = queue.impatient(now, 2 * Earmarks.MOST);
            earmarks.settle(late.stream().map(EarmarksProperties::wish).toList());
            check(late);
            turn(late, step);
            place(now, random);
            check(List.of());
        }
        earmarks.settle(List.of());
        end(now.plusSeconds(LONGEST));
        assertThat(view.machines()).as("nothing is left of it").isZero();
    }

    /** Whoever waits longest gets its place before long, whatever arrives behind it. */
    private void turn(List<Waiting<Gang>> late, int step) {
        var now = late.stream().findFirst().map(Waiting::id).orElse("");
        if (!now.equals(first)) {
            first = now;
            firstSince = step;
        }
        assertThat(first.isEmpty() ? 0 : step - firstSince).as("turns of %s", first).isLessThan(5 * LONGEST);
    }

    private static Earmarks.Wish wish(Waiting<Gang> waiting) {
        return new Earmarks.Wish(waiting.id(), 0, waiting.what().members().stream().map(Gang.Member::request).toList());
    }

    private void end(Instant now) {
        var over = endings.headMap(now, true);
        over.values().stream().flatMap(List::stream).forEach(gang -> {
            gang.members().forEach(member -> view.release(member.machine()));
            queue.happened(Happening.MACHINE_LEFT);
        });
        over.clear();
    }

    private void place(Instant now, Random random) {
        for (var next = queue.next(now); next.isPresent(); next = queue.next(now)) {
            var gang = next.get().what();
            switch (earmarks.attempt(gang.name(), 0, () -> gang.place(view), Gang.Outcome.Whole.class::isInstance)) {
                case Gang.Outcome.Whole _ -> {
                    queue.placed(gang.name());
                    endings.computeIfAbsent(now.plusSeconds(1 + random.nextInt(LONGEST)), _ -> new ArrayList<>())
                            .add(gang);
                }
                case Gang.Outcome.Absent absent -> queue.refused(gang.name(), absent.refusal(), now);
            }
        }
    }

    private void check(List<Waiting<Gang>> late) {
        view.nodes().forEach(EarmarksProperties::check);
        assertThat(earmarks.nodes()).hasSizeLessThanOrEqualTo(Earmarks.MOST);
        late.stream()
                .filter(one -> earmarks.nodes().containsKey(one.id()))
                .forEach(one -> assertThat(
                        earmarks.nodes().get(one.id())).hasSameSizeAs(one.what().members()));
        late.stream()
                .findFirst()
                .ifPresent(first -> assertThat(earmarks.nodes())
                        .as("who waited longest has one, if it could ever be placed")
                        .containsKey(first.id()));
    }

    private static void check(NodeView node) {
        assertThat(node.freeCpuMilli()).isNotNegative();
        assertThat(node.freeMemoryMib()).isNotNegative();
        var shares = node.claims().stream().flatMap(claim -> claim.devices().stream()).toList();
        assertThat(shares).doesNotHaveDuplicates();
    }
}
