package io.cairn.image.application;

import io.cairn.image.adapter.files.BlobFolder;
import io.cairn.image.adapter.files.UploadFolder;
import io.cairn.image.adapter.jdbc.AdvisoryTurn;
import io.cairn.image.adapter.jdbc.OfferedSamples;
import io.cairn.image.adapter.jdbc.PostgresImageAccount;
import io.cairn.image.adapter.kinds.ImageKind;
import io.cairn.image.adapter.kinds.ImageQuotaKind;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.image.domain.Manifest;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Images in a real database, and builders whose builds a test makes up. */
final class Workshop implements AutoCloseable {
    final Resources<ImageSpec, ImageFacts, ImageStatus> images;
    final Resources<ImageQuotaKind.Spec, ImageQuotaKind.Facts, ImageQuotaKind.Status> quotas;
    final ImageAccount account;
    final BlobFolder blobs;
    final UploadFolder uploads;
    final Receiving receiving;
    /** How often an upload became whole. */
    final AtomicInteger whole = new AtomicInteger();
    final Samples samples;
    private final EmbeddedPostgres postgres;
    private final ResourceApi api;
    private final JdbcTemplate jdbc;
    final DataSource source;

    Workshop(Path folder) throws IOException {
        uploads = new UploadFolder(folder.resolve("uploads"));
        receiving = new Receiving(this::booked, uploads, new Receiving.Bounds(8 << 20, 1L << 30, 0), Clock.systemUTC(),
                whole::incrementAndGet);
        postgres = EmbeddedPostgres.builder().start();
        source = postgres.getPostgresDatabase();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/resource", "classpath:db/migration/image")
                .outOfOrder(true)
                .load()
                .migrate();
        account = new PostgresImageAccount(new JdbcTemplate(source),
                new TransactionTemplate(new JdbcTransactionManager(source)));
        var quota = ImageQuotaKind.declare(account);
        var kind = ImageKind.declare(new AnyRecipe(), account, _ -> {}, receiving);
        api = new ResourceApi(source, new JdbcTransactionManager(source), "image-service", List.of(kind, quota),
                Clock.systemUTC(), () -> UUID.randomUUID().toString());
        images = api.of(kind);
        quotas = api.of(quota);
        blobs = new BlobFolder(folder, Clock.systemUTC());
        samples = new OfferedSamples(source);
        jdbc = new JdbcTemplate(source);
    }

    private record AnyRecipe() implements Recipes {
        @Override
        public boolean exists(String recipe) {
            return true;
        }

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public void run(String recipe, Path output, BiConsumer<Integer, String> progress) {
            throw new UnsupportedOperationException();
        }
    }

    static Manifest manifest(String digest) {
        return new Manifest(digest, Optional.of(new Manifest.Blob(digest, 1)), Optional.of("raw"), Optional.empty(),
                Optional.empty(), Optional.empty(), 1, 64);
    }

    /** A builder that is not started yet. */
    Builder builder(Builder.Build build) {
        return new Builder(images,
                new Builder.Works(build, blobs, uploads, account, api.events(), new AdvisoryTurn(source),
                        new Sweep.Keep(Duration.ofDays(7), Duration.ofHours(24))),
                Clock.systemUTC());
    }

    private BookedImages booked() {
        return new BookedImages(images, account);
    }

    String create(String name) {
        return images.create(ObjectKey.cluster(name), Map.of(), List.of(), ImageSpec.ofRecipe("micro")).uid();
    }

    String createUploaded(String name) {
        return images.create(ObjectKey.cluster(name), Map.of(), List.of(), ImageSpec.ofUpload(Optional.empty())).uid();
    }

    Resource<ImageSpec, ImageFacts, ImageStatus> image(String uid) {
        return images.findByUid(uid).orElseThrow();
    }

    void change(String uid, UnaryOperator<ImageFacts> change) {
        if (booked().change(uid, change).isEmpty()) {
            throw new AssertionError("The image is gone");
        }
    }

    String phase(String uid) {
        return image(uid).status().phase();
    }

    /** Reason and message of the events about an object, oldest first. */
    List<String> events(String uid) {
        return jdbc.query("""
                          select (body::json ->> 'reason') || ': ' || (body::json ->> 'message') from event_outbox
                          where body::json -> 'regarding' ->> 'uid' = ? order by at, id""",
                (row, _) -> String.valueOf(row.getString(1)), uid);
    }

    @Override
    public void close() throws IOException {
        api.close();
        postgres.close();
    }
}
