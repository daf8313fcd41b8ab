package io.cairn.image;

import io.cairn.image.adapter.jdbc.AdvisoryTurn;
import io.cairn.image.adapter.jdbc.OfferedSamples;
import io.cairn.image.adapter.jdbc.PostgresImageAccount;
import io.cairn.image.adapter.kinds.ImageKind;
import io.cairn.image.adapter.kinds.ImageQuotaKind;
import io.cairn.image.application.Blobs;
import io.cairn.image.application.BookedImages;
import io.cairn.image.application.Builder;
import io.cairn.image.application.ImageAccount;
import io.cairn.image.application.Receiving;
import io.cairn.image.application.Recipes;
import io.cairn.image.application.Sweep;
import io.cairn.image.application.Uploads;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The images of the service and their builder, which the kind's action refers to before it exists. */
final class Images implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Images.class);

    private final ResourceApi api;
    private final ImageAccount account;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("image-timer").factory());
    private final Resources<ImageSpec, ImageFacts, ImageStatus> resources;
    private final Builder builder;

    Images(DataSource source, PlatformTransactionManager transactions, Clock clock, Works works) {
        var later = new AtomicReference<@Nullable Images>();
        account = new PostgresImageAccount(new JdbcTemplate(source), new TransactionTemplate(transactions));
        var quota = ImageQuotaKind.declare(account);
        var receiving = new Receiving(() -> made(later).booked(), works.uploads(), works.bounds(), clock,
                () -> made(later).builder.wake());
        var kind = ImageKind.declare(works.recipes(), account, uid -> made(later).builder.ask(uid), receiving);
        api = new ResourceApi(source, transactions, "image-service", List.of(kind, quota), clock,
                () -> UUID.randomUUID().toString());
        resources = api.of(kind);
        booked().takeAll();
        builder = new Builder(resources,
                new Builder.Works(works.build(), works.blobs(), works.uploads(), account, api.events(),
                        new AdvisoryTurn(source), works.keep()),
                clock);
        later.set(this);
        builder.ensure(new OfferedSamples(source), works.recipes().names(), works.wanted());
        builder.start();
        every(2, () -> ImageQuotaKind.show(api.of(quota), account));
        every(30, account::sweep);
    }

    private void every(long seconds, Runnable task) {
        var scheduled = timer.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("A sweep failed; trying again");
            }
        }, seconds, seconds, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Sweep scheduled");
    }

    private BookedImages booked() {
        return new BookedImages(resources, account);
    }

    private static Images made(AtomicReference<@Nullable Images> later) {
        var images = later.get();
        if (images == null) {
            throw new Refusal(Reason.SERVICE_UNAVAILABLE, "the service is starting; try again in a second", List.of(),
                    Optional.of(1));
        }
        return images;
    }

    /**
     * What images are made with.
     *
     * @param keep how long what nobody needs any more stays
     * @param wanted images to be built at once
     */
    record Works(Recipes recipes, Builder.Build build, Blobs blobs, Uploads uploads, Receiving.Bounds bounds,
            Sweep.Keep keep, List<String> wanted) {}

    boolean building() {
        return builder.alive();
    }

    ResourceApi api() {
        return api;
    }

    Resources<ImageSpec, ImageFacts, ImageStatus> resources() {
        return resources;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        builder.close();
        api.close();
    }
}
