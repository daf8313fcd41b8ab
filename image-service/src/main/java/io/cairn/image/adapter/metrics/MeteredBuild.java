package io.cairn.image.adapter.metrics;

import io.cairn.image.application.Builder;
import io.cairn.image.domain.Manifest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A build that is timed by recipe and outcome: built, failed or interrupted. */
public final class MeteredBuild implements Builder.Build {
    private final Builder.Build build;
    private final MeterRegistry meters;
    private final AtomicInteger running = new AtomicInteger();

    public MeteredBuild(Builder.Build build, MeterRegistry meters) {
        this.build = build;
        this.meters = meters;
        meters.gauge("cairn_image_builds_running", running);
    }

    @Override
    public Manifest build(Builder.Order order, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var timer = Timer.start(meters);
        var outcome = "failed";
        running.incrementAndGet();
        try {
            var manifest = build.build(order, progress);
            outcome = "built";
            return manifest;
        } catch (InterruptedException e) {
            outcome = "interrupted";
            throw e;
        } finally {
            running.decrementAndGet();
            timer.stop(meters.timer("cairn_image_build", "recipe", order.spec().maker(), "outcome", outcome));
        }
    }
}
