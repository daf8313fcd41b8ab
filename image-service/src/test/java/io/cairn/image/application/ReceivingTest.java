package io.cairn.image.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.image.Qcow2;
import io.cairn.image.Waiting;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Subresource.Offset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts, broken off, in the wrong place and at the same time, with facts in a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceivingTest {
    private static final Caller ANN = new Caller("ann", List.of(), "default", "r1");
    private static final byte[] DISK = Qcow2.boot(1 << 20);

    @TempDir
    static Path folder;

    private Workshop workshop;

    @BeforeAll
    void open() throws IOException {
        workshop = new Workshop(folder);
    }

    @AfterAll
    void close() throws IOException {
        workshop.close();
    }

    private Offset begin(String uid, long length) {
        return workshop.receiving.begin(ANN, workshop.image(uid), length);
    }

    private Offset append(String uid, long at, InputStream bytes) throws IOException {
        return workshop.receiving.append(ANN, workshop.image(uid), at, bytes);
    }

    private static InputStream part(int from, int to) {
        return new ByteArrayInputStream(Arrays.copyOfRange(DISK, from, to));
    }

    private static void refused(Reason reason, String words, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.sentence()).contains(words);
        });
    }

    @Test
    void parts_in_order_become_whole_and_the_builder_is_asked() throws Exception {
        var uid = workshop.createUploaded("parts");
        assertThat(workshop.phase(uid)).isEqualTo("NotUploaded");
        assertThat(workshop.receiving.offset(workshop.image(uid))).isEmpty();
        assertThat(begin(uid, DISK.length)).isEqualTo(new Offset(0, DISK.length));
        assertThat(workshop.phase(uid)).isEqualTo("Uploading");
        var before = workshop.whole.get();
        assertThat(append(uid, 0, part(0, DISK.length / 4)).received()).isEqualTo(DISK.length / 4);
        assertThat(workshop.image(uid).status().progress()).contains(25);
        assertThat(workshop.receiving.offset(workshop.image(uid))).contains(new Offset(DISK.length / 4, DISK.length));
        append(uid, DISK.length / 4, part(DISK.length / 4, DISK.length));
        assertThat(workshop.phase(uid)).isEqualTo("Verifying");
        assertThat(workshop.whole.get()).isEqualTo(before + 1);
        refused(Reason.CONFLICT, "being checked", () -> append(uid, DISK.length, part(0, 1)));
        refused(Reason.CONFLICT, "being checked", () -> begin(uid, DISK.length));
        refused(Reason.CONFLICT, "being checked", () -> workshop.receiving.drop(ANN, workshop.image(uid)));
        assertThat(workshop.uploads.file(uid)).hasBinaryContent(DISK);
    }

    @Test
    void a_part_in_the_wrong_place_is_refused_and_the_place_is_told() throws Exception {
        var uid = workshop.createUploaded("misplaced");
        refused(Reason.CONFLICT, "no upload to \"misplaced\" is under way", () -> append(uid, 0, part(0, 9)));
        begin(uid, DISK.length);
        append(uid, 0, part(0, 100));
        refused(Reason.CONFLICT, "the next ones belong at 100 and not at 0", () -> append(uid, 0, part(0, 100)));
        refused(Reason.CONFLICT, "the next ones belong at 100 and not at 300", () -> append(uid, 300, part(300, 400)));
        assertThat(append(uid, 100, part(100, 200)).received()).isEqualTo(200);
    }

    @Test
    void what_came_before_a_sender_broke_off_stays() throws Exception {
        var uid = workshop.createUploaded("broken-off");
        begin(uid, DISK.length);
        var breaking = new SequenceInputStream(part(0, 700), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
        assertThatThrownBy(() -> append(uid, 0, breaking)).hasMessage("connection reset");
        assertThat(workshop.receiving.offset(workshop.image(uid))).contains(new Offset(700, DISK.length));
        assertThat(append(uid, 700, part(700, DISK.length)).received()).isEqualTo(DISK.length);
        assertThat(workshop.uploads.file(uid)).hasBinaryContent(DISK);
    }

    @Test
    void more_bytes_than_were_announced_are_refused() throws Exception {
        var uid = workshop.createUploaded("too-many");
        begin(uid, 1000);
        refused(Reason.CONFLICT, "more bytes came than Upload-Length said", () -> append(uid, 0, part(0, 1001)));
    }

    @Test
    void of_two_senders_at_the_same_place_one_is_refused() throws Exception {
        var uid = workshop.createUploaded("two");
        begin(uid, DISK.length);
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var slow = Thread.ofVirtual().start(() -> {
            try {
                append(uid, 0, new SequenceInputStream(part(0, 10), new InputStream() {
                    @Override
                    public int read() {
                        inside.countDown();
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return -1;
                    }
                }));
                ended.set(true);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        inside.await();
        refused(Reason.CONFLICT, "another request sends bytes", () -> append(uid, 0, part(0, 10)));
        go.countDown();
        slow.join();
        assertThat(ended).isTrue();
        assertThat(workshop.receiving.offset(workshop.image(uid))).contains(new Offset(10, DISK.length));
    }

    @Test
    void what_is_no_disk_is_refused_when_its_first_bytes_are_there() throws Exception {
        var uid = workshop.createUploaded("no-disk");
        begin(uid, DISK.length);
        refused(Reason.INVALID, "this is no disk", () -> append(uid, 0, new ByteArrayInputStream(new byte[100_000])));
        assertThat(workshop.phase(uid)).isEqualTo("Failed");
        assertThat(workshop.image(uid).status().message().orElseThrow()).contains("this is no disk");
        assertThat(workshop.uploads.file(uid)).doesNotExist();
        begin(uid, DISK.length);
        assertThat(workshop.phase(uid)).isEqualTo("Uploading");
    }

    @Test
    void lengths_have_bounds_and_built_images_are_not_uploaded() {
        var uid = workshop.createUploaded("bounds");
        refused(Reason.INVALID, "a file of 100 bytes is no disk", () -> begin(uid, 100));
        refused(Reason.REQUEST_ENTITY_TOO_LARGE, "the largest that is taken has 8 MiB", () -> begin(uid, 9 << 20));
        var built = workshop.create("built");
        refused(Reason.CONFLICT, "is built from the recipe micro and cannot be uploaded", () -> begin(built, 1 << 20));
    }

    @Test
    void an_upload_can_be_dropped_and_begun_anew() throws Exception {
        var uid = workshop.createUploaded("dropped");
        begin(uid, DISK.length);
        append(uid, 0, part(0, 100));
        workshop.receiving.drop(ANN, workshop.image(uid));
        assertThat(workshop.phase(uid)).isEqualTo("NotUploaded");
        assertThat(workshop.uploads.file(uid)).doesNotExist();
        begin(uid, 5000);
        assertThat(workshop.receiving.offset(workshop.image(uid))).contains(new Offset(0, 5000));
    }

    @Test
    void an_upload_that_nobody_goes_on_with_is_dropped_and_so_is_that_of_a_deleted_image() throws Exception {
        var left = workshop.createUploaded("left");
        begin(left, DISK.length);
        workshop.change(left, facts -> facts.uploading(DISK.length, Instant.now().minus(Duration.ofHours(30))));
        Files.setLastModifiedTime(workshop.uploads.file(left),
                FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        var slow = workshop.createUploaded("slow");
        begin(slow, DISK.length);
        workshop.change(slow, facts -> facts.uploading(DISK.length, Instant.now().minus(Duration.ofHours(30))));
        var gone = workshop.createUploaded("gone");
        begin(gone, DISK.length);
        assertThat(workshop.images.delete(gone)).isPresent();
        try (var builder = workshop.builder((_, _) -> Workshop.manifest("sha256:none"))) {
            builder.start();
            Waiting.until("the upload is dropped", 30, () -> workshop.phase(left).equals("Failed"));
            Waiting.until("its bytes are gone", 30, () -> !Files.exists(workshop.uploads.file(left))
                    && !Files.exists(workshop.uploads.file(gone)));
        }
        assertThat(workshop.image(left).status().message().orElseThrow()).contains("no bytes came for 24 hours");
        assertThat(workshop.phase(slow)).isEqualTo("Uploading");
        assertThat(workshop.uploads.file(slow)).exists();
    }
}
