package io.cairn.image.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.image.Waiting;
import io.cairn.image.adapter.jdbc.AdvisoryTurn;
import io.cairn.image.domain.ImageFacts;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Builds that end, fail, are cut off and are begun again, with facts in a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuilderTest {
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

    /** Nothing of one test is wanted in the next. */
    @AfterEach
    void clear() {
        workshop.images.page("", 100).forEach(image -> assertThat(workshop.images.delete(image.uid())).isPresent());
    }

    private void settled(String uid, String phase) throws Exception {
        Waiting.until("the image is " + phase, 60, () -> workshop.phase(uid).equals(phase));
    }

    @Test
    void what_is_asked_for_is_built_and_told() throws Exception {
        var uid = workshop.create("asked");
        try (var builder = workshop.builder((order, progress) -> {
            progress.accept(50, "Half");
            assertThat(workshop.image(uid).status().step()).contains("Half");
            return Workshop.manifest("sha256:" + order.spec().maker());
        })) {
            builder.start();
            builder.ask(uid);
            settled(uid, "Ready");
        }
        assertThat(workshop.image(uid).status().digest()).contains("sha256:micro");
        assertThat(workshop.events(uid)).satisfiesExactly(event -> assertThat(event).startsWith("BuildStarted: "),
                event -> assertThat(event).startsWith("Built: Built in").endsWith("sha256:micro"));
    }

    @Test
    void a_failure_is_a_fact_with_its_reason_and_the_next_build_may_end_well() throws Exception {
        var uid = workshop.create("failing");
        var tries = new AtomicInteger();
        try (var builder = workshop.builder((_, _) -> {
            switch (tries.incrementAndGet()) {
                case 1 -> throw new IOException("the mirror is away");
                case 2 -> throw new IllegalStateException("a bug");
                default -> {
                    return Workshop.manifest("sha256:3");
                }
            }
        })) {
            builder.start();
            builder.ask(uid);
            settled(uid, "Failed");
            assertThat(workshop.image(uid).facts().failure().orElseThrow().message()).isEqualTo("the mirror is away");
            builder.ask(uid);
            Waiting.until("the bug is told", 60, () -> workshop.image(uid)
                    .facts()
                    .failure()
                    .filter(failure -> failure.message().contains("a bug"))
                    .isPresent());
            builder.ask(uid);
            settled(uid, "Ready");
        }
        assertThat(workshop.events(uid)).contains("BuildFailed: the mirror is away");
    }

    @Test
    void a_build_that_a_crash_cut_off_is_begun_again() throws Exception {
        var uid = workshop.create("crashed");
        workshop.change(uid, facts -> facts.asked(Instant.now()).begun().progress(70, "Nearly"));
        try (var builder = workshop.builder((_, _) -> Workshop.manifest("sha256:again"))) {
            builder.start();
            settled(uid, "Ready");
        }
        assertThat(workshop.events(uid).getFirst()).contains("attempt 2 of 3");
        assertThat(workshop.image(uid).facts().attempts()).isZero();
    }

    @Test
    void a_build_that_crashes_cut_off_too_often_has_failed() throws Exception {
        var uid = workshop.create("cursed");
        workshop.change(uid, facts -> facts.asked(Instant.now()).begun().begun().begun());
        try (var builder = workshop.builder((_, _) -> {
            throw new AssertionError("not to be built");
        })) {
            builder.start();
            settled(uid, "Failed");
        }
        assertThat(workshop.image(uid).facts().failure().orElseThrow().message())
                .contains("The service ended 3 times while this was being built");
    }

    @Test
    void a_service_that_stops_ends_its_build_and_the_next_one_begins_it_again_as_the_first_attempt() throws Exception {
        var uid = workshop.create("stopped");
        var began = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        try (var builder = workshop.builder((_, _) -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            throw new AssertionError();
        })) {
            builder.start();
            builder.ask(uid);
            began.await();
        }
        assertThat(interrupted).isTrue();
        assertThat(workshop.phase(uid)).isEqualTo("Building");
        assertThat(workshop.image(uid).facts().attempts()).isZero();
        try (var builder = workshop.builder((_, _) -> Workshop.manifest("sha256:next"))) {
            builder.start();
            settled(uid, "Ready");
        }
    }

    @Test
    void of_two_replicas_one_builds_and_the_other_takes_over_when_it_goes() throws Exception {
        var uid = workshop.create("shared");
        var began = new CountDownLatch(1);
        var second = new AtomicInteger();
        try (var other = workshop.builder((_, _) -> {
            second.incrementAndGet();
            return Workshop.manifest("sha256:other");
        })) {
            try (var builder = workshop.builder((_, _) -> {
                began.countDown();
                new CountDownLatch(1).await();
                throw new AssertionError();
            })) {
                builder.start();
                builder.ask(uid);
                began.await();
                other.start();
                other.ask(uid);
                assertThat(new AdvisoryTurn(workshop.source).take()).isEmpty();
                assertThat(second).hasValue(0);
            }
            other.wake();
            settled(uid, "Ready");
        }
        assertThat(second).hasValue(1);
        try (var free = new AdvisoryTurn(workshop.source).take().orElseThrow()) {
            assertThat(free).isNotNull();
        }
    }

    @Test
    void deleting_an_image_ends_its_build_and_the_builder_goes_on() throws Exception {
        var gone = workshop.create("gone");
        var next = workshop.create("next");
        var began = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var builds = new AtomicInteger();
        try (var builder = workshop.builder((_, _) -> {
            if (builds.incrementAndGet() > 1) {
                return Workshop.manifest("sha256:next");
            }
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            throw new AssertionError();
        })) {
            builder.start();
            builder.ask(gone);
            began.await();
            assertThat(workshop.images.delete(gone)).isPresent();
            assertThat(interrupted.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            builder.ask(next);
            settled(next, "Ready");
            assertThatThrownBy(() -> builder.ask(gone)).isInstanceOf(Refusal.class).hasMessageContaining("gone");
        }
    }

    @Test
    void a_sample_image_comes_once_and_one_that_is_wanted_is_built() throws Exception {
        try (var builder = workshop.builder((_, _) -> Workshop.manifest("sha256:sample"))) {
            builder.start();
            builder.ensure(workshop.samples, List.of("s1", "s2"), List.of("s2"));
            var s1 = workshop.images.find(ObjectKey.cluster("s1")).orElseThrow();
            var s2 = workshop.images.find(ObjectKey.cluster("s2")).orElseThrow();
            settled(s2.uid(), "Ready");
            assertThat(workshop.phase(s1.uid())).isEqualTo("NotBuilt");
            assertThat(workshop.images.delete(s1.uid())).isPresent();
            assertThat(workshop.images.delete(s2.uid())).isPresent();
            builder.ensure(workshop.samples, List.of("s1", "s2"), List.of("s2"));
            assertThat(workshop.images.find(ObjectKey.cluster("s1"))).isEmpty();
            assertThat(workshop.images.find(ObjectKey.cluster("s2"))).isPresent();
        }
    }

    @Test
    void blobs_of_images_stay_and_those_of_deleted_images_go() throws Exception {
        var uid = workshop.create("kept");
        var kept = blob("kept");
        var earlier = blob("earlier");
        var orphan = blob("orphan");
        workshop.change(uid, facts -> facts.built(Workshop.manifest(earlier), Instant.now())
                .built(Workshop.manifest(kept), Instant.now()));
        try (var builder = workshop.builder((_, _) -> {
            throw new AssertionError("nothing is wanted");
        })) {
            builder.start();
            Waiting.until("the orphan is gone", 60, () -> workshop.blobs.find(orphan).isEmpty());
        }
        assertThat(workshop.blobs.find(kept)).isPresent();
        assertThat(workshop.blobs.find(earlier)).isPresent();
        assertThat(workshop.image(uid).facts()).isNotEqualTo(ImageFacts.NONE);
    }

    private String blob(String content) throws IOException {
        var digest = workshop.blobs.take(Files.writeString(folder.resolve("made"), content)).digest();
        Files.setLastModifiedTime(workshop.blobs.find(digest).orElseThrow(), FileTime.from(Instant.EPOCH));
        return digest;
    }
}
