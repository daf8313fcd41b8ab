package io.cairn.image;

import io.cairn.image.adapter.jdbc.AdvisoryTurn;
import io.cairn.image.adapter.jdbc.OfferedSamples;
import io.cairn.image.adapter.kinds.ImageKind;
import io.cairn.image.application.Blobs;
import io.cairn.image.application.Builder;
import io.cairn.image.application.Recipes;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
        var later = new AtomicReference<@Nullable Builder>();
        var kind = ImageKind.declare(works.recipes(), uid -> {
            var asked = later.get();
            if (asked != null) {
                asked.ask(uid);
            }
        });
        api = new ResourceApi(source, transactions, "image-service", List.of(kind), clock,
                () -> UUID.randomUUID().toString());
        resources = api.of(kind);
        builder = new Builder(resources, new Builder.Works(works.build(), works.blobs(), api.events(),
                new AdvisoryTurn(source), works.keepUnused()), clock);
        later.set(builder);
        builder.ensure(new OfferedSamples(source), works.recipes().names(), works.wanted());
        builder.start();
    }

    /**
     * What images are built with.
     *
     * @param keepUnused how long a blob that no image names stays after it was last used
     * @param wanted images to be built at once
     */
    record Works(Recipes recipes, Builder.Build build, Blobs blobs, Duration keepUnused, List<String> wanted) {}

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
