package io.cairn.image.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.image.Waiting;
import io.cairn.image.adapter.kinds.ImageQuotaKind;
import io.cairn.image.domain.ImageDimension;
import io.cairn.image.domain.Manifest;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What images take: booked when they are made, when an upload begins, and when a build ends. */
class ImageQuotaTest {
    private static final Caller ANN = new Caller("ann", List.of(), "default", "r1");
    private static final long MIB = 1L << 20;

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() throws IOException {
        workshop = new Workshop(folder);
    }

    @AfterEach
    void close() throws IOException {
        workshop.close();
    }

    private String quota(long images, long mebibytes) {
        return workshop.quotas.create(ObjectKey.cluster("limits"), Map.of(), List.of(), new ImageQuotaKind.Spec(
                Optional.of(images), Optional.of(Quantity.ofMebibytes(mebibytes)))).uid();
    }

    private long used(ImageDimension dimension) {
        return workshop.account.used().getOrDefault(dimension, 0L);
    }

    private static Manifest manifest(String name, long bytes) {
        var digest = "sha256:" + name;
        return new Manifest(digest, Optional.of(new Manifest.Blob(digest, bytes)), Optional.of("raw"),
                Optional.empty(), Optional.empty(), Optional.empty(), 1, 64);
    }

    @Test
    void thirty_two_uploads_that_begin_at_once_never_hold_more_than_they_may() throws Exception {
        quota(100, 5);
        var images = IntStream.range(0, 32).mapToObj(i -> workshop.createUploaded("image-" + i)).toList();
        var refused = new ConcurrentLinkedQueue<Refusal>();
        var all = new ArrayList<Callable<Boolean>>();
        images.forEach(uid -> all.add(() -> {
            try {
                return workshop.receiving.begin(ANN, workshop.image(uid), MIB).length() == MIB;
            } catch (Refusal refusal) {
                return refused.add(refusal);
            }
        }));
        try (var pool = Executors.newFixedThreadPool(32)) {
            for (var done : pool.invokeAll(all)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(refused).hasSize(27)
                .allMatch(refusal -> refusal.reason() == Reason.FORBIDDEN
                        && refusal.sentence()
                                .contains("exceeded quota: bytes: used 5Mi, limit 5Mi, asked 1Mi. Delete images"));
        assertThat(used(ImageDimension.BYTES)).isEqualTo(5 * MIB);
        assertThat(used(ImageDimension.IMAGES)).isEqualTo(32);
    }

    @Test
    void an_upload_that_is_dropped_gives_back_and_an_image_that_is_gone_too() {
        quota(100, 3);
        var uid = workshop.createUploaded("one");
        workshop.receiving.begin(ANN, workshop.image(uid), 2 * MIB);
        workshop.receiving.begin(ANN, workshop.image(uid), 3 * MIB);
        assertThat(used(ImageDimension.BYTES)).as("begun anew, not twice").isEqualTo(3 * MIB);
        workshop.receiving.drop(ANN, workshop.image(uid));
        assertThat(used(ImageDimension.BYTES)).isZero();
        workshop.receiving.begin(ANN, workshop.image(uid), MIB);
        workshop.images.kind().rules().admitDelete(ANN, workshop.image(uid));
        assertThat(workshop.images.delete(uid)).isPresent();
        assertThat(used(ImageDimension.BYTES)).isZero();
        assertThat(used(ImageDimension.IMAGES)).isZero();
        var left = workshop.createUploaded("left");
        assertThat(workshop.images.delete(left)).as("as the service itself deletes").isPresent();
        workshop.account.sweep();
        assertThat(used(ImageDimension.IMAGES)).isZero();
    }

    @Test
    void a_build_that_would_hold_too_much_fails_and_says_so() throws Exception {
        quota(100, 10);
        var uid = workshop.create("big");
        try (var builder = workshop.builder((_, _) -> manifest("a", 11 * MIB))) {
            builder.start();
            builder.ask(uid);
            Waiting.until("the build has failed", 30, () -> workshop.phase(uid).equals("Failed"));
        }
        assertThat(workshop.events(uid)).anyMatch(event -> event.startsWith("BuildFailed")
                && event.contains("exceeded quota: bytes: used 0, limit 10Mi, asked 11Mi"));
        assertThat(workshop.image(uid).facts().manifest()).isEmpty();
        assertThat(used(ImageDimension.BYTES)).isZero();
        try (var builder = workshop.builder((_, _) -> manifest("b", 9 * MIB))) {
            builder.start();
            builder.ask(uid);
            Waiting.until("the image is ready", 30, () -> workshop.phase(uid).equals("Ready"));
        }
        assertThat(used(ImageDimension.BYTES)).isEqualTo(9 * MIB);
    }

    @Test
    void who_makes_an_image_too_many_is_told_and_a_second_quota_is_refused() {
        var uid = quota(1, 10);
        var rules = workshop.images.kind().rules();
        var spec = workshop.image(workshop.createUploaded("one")).spec();
        assertThatThrownBy(() -> rules.admit(ANN, ObjectKey.cluster("two"), spec, Optional.empty()))
                .hasMessageContaining("\"two\" is forbidden: exceeded quota: images: used 1, limit 1, asked 1");
        assertThatThrownBy(() -> workshop.quotas.create(ObjectKey.cluster("second"), Map.of(), List.of(),
                new ImageQuotaKind.Spec(Optional.empty(), Optional.empty()))).hasMessageContaining("\"limits\" is it");
        ImageQuotaKind.show(workshop.quotas, workshop.account);
        assertThat(workshop.quotas.findByUid(uid).orElseThrow().status().items()).containsExactly(
                new ImageQuotaKind.Item("images", "1", Optional.of("1"), Optional.of("0")),
                new ImageQuotaKind.Item("bytes", "0", Optional.of("10Mi"), Optional.of("10Mi")));
        assertThat(workshop.quotas.delete(uid)).isPresent();
        workshop.account.sweep();
        rules.admit(ANN, ObjectKey.cluster("two"), spec, Optional.empty());
        assertThat(used(ImageDimension.IMAGES)).isEqualTo(2);
    }

    @Test
    void images_from_before_the_account_are_booked() {
        var uid = workshop.createUploaded("old");
        workshop.change(uid, facts -> facts.built(manifest("c", 7), java.time.Instant.EPOCH));
        workshop.account.release("old");
        assertThat(used(ImageDimension.BYTES)).isZero();
        new BookedImages(workshop.images, workshop.account).takeAll();
        assertThat(used(ImageDimension.BYTES)).isEqualTo(7);
        assertThat(used(ImageDimension.IMAGES)).isEqualTo(1);
    }
}
