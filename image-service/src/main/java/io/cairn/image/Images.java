package io.cairn.image;

import io.cairn.image.adapter.jdbc.AdvisoryTurn;
import io.cairn.image.adapter.jdbc.OfferedSamples;
import io.cairn.image.adapter.kinds.ImageKind;
import io.cairn.image.application.Blobs;
import io.cairn.image.application.Builder;
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
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

/** The images of the service and their builder, which the kind's action refers to before it exists. */
final class Images implements AutoCloseable {
    private final ResourceApi api;
    private final Resources<ImageSpec, ImageFacts, ImageStatus> resources;
    private final Builder builder;

    Images(DataSource source, PlatformTransactionManager transactions, Clock clock, Works works) {
        var later = new AtomicReference<@Nullable Images>();
        var receiving = new Receiving(() -> made(later).resources, works.uploads(), works.bounds(), clock,
                () -> made(later).builder.wake());
        var kind = ImageKind.declare(works.recipes(), uid -> made(later).builder.ask(uid), receiving);
        api = new ResourceApi(source, transactions, "image-service", List.of(kind), clock,
                () -> UUID.randomUUID().toString());
        resources = api.of(kind);
        builder = new Builder(resources, new Builder.Works(works.build(), works.blobs(), works.uploads(), api.events(),
                new AdvisoryTurn(source), works.keep()), clock);
        later.set(this);
        builder.ensure(new OfferedSamples(source), works.recipes().names(), works.wanted());
        builder.start();
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
        builder.close();
        api.close();
    }
}
