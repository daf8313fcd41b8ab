package io.cairn.scheduler.domain.policy;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * What was asked lately: an ask counts half as much for each {@link #HALF_LIFE} that came after it. Bounded: what was asked
 * least is forgotten.
 */
final class Demand {
    static final int HALF_LIFE = 4096;
    /** What an ask counts that came just now: weights are whole numbers, so that sums do not depend on their order. */
    static final long ONE = 1 << 16;
    private static final int MOST = 2048;
    private static final double GROWTH = Math.pow(2, 1.0 / HALF_LIFE);
    private static final double TOO_LARGE = 1e9;

    private final Map<Ask, Double> weights = new LinkedHashMap<>();
    private double next = 1;

    /** What of a request policies may care for. */
    record Ask(Resources resources, List<DeviceAsk> devices) {
        static Ask of(Request request) {
            return new Ask(request.resources(), request.devices());
        }
    }

    void add(Request request) {
        weights.merge(Ask.of(request), next, Double::sum);
        next *= GROWTH;
        if (next > TOO_LARGE) {
            weights.replaceAll((_, weight) -> weight / next);
            next = 1;
        }
        if (weights.size() > MOST) {
            forget();
        }
    }

    /** The lighter half. */
    private void forget() {
        var sorted = weights.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double middle = sorted[sorted.length / 2];
        weights.values().removeIf(weight -> weight <= middle);
    }

    void forEach(ObjLongConsumer<Ask> each) {
        weights.forEach((ask, weight) -> {
            long now = Math.round(weight / next * ONE);
            if (now > 0) {
                each.accept(ask, now);
            }
        });
    }
}
