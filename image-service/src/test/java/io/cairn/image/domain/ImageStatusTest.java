package io.cairn.image.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageStatusTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Metadata METADATA = new Metadata(ObjectKey.cluster("web"), "u1", 7, 3, START,
            Optional.empty(), Map.of(), Map.of(), List.of(), List.of(), "[]");

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    static Manifest manifest(String digest) {
        return new Manifest(digest, Optional.of(new Manifest.Blob(digest, 3L << 20)), Optional.of("qcow2"),
                Optional.empty(), Optional.empty(), Optional.empty(), 2048, 512);
    }

    private static ImageStatus status(ImageFacts facts) {
        return ImageStatus.of(METADATA, ImageSpec.ofRecipe("debian-12"), facts);
    }

    private static Condition ready(ImageFacts facts) {
        return status(facts).conditions().getFirst();
    }

    private static Condition built(ImageFacts facts) {
        return status(facts).conditions().get(1);
    }

    @Test
    void a_new_image_says_how_to_build_it() {
        assertThat(status(ImageFacts.NONE).phase()).isEqualTo("NotBuilt");
        assertThat(ready(ImageFacts.NONE)).isEqualTo(
                new Condition("Ready", "False", "NotBuilt", "Build it with: cairn image build web", START, 3));
        assertThat(status(ImageFacts.NONE).conditions()).hasSize(1);
    }

    @Test
    void a_build_shows_its_progress() {
        var facts = ImageFacts.NONE.asked(at(1)).begun().progress(40, "Unpacking");
        assertThat(status(facts).phase()).isEqualTo("Building");
        assertThat(status(facts).progress()).contains(40);
        assertThat(ready(facts).status()).isEqualTo("False");
        assertThat(built(facts)).isEqualTo(
                new Condition("Built", "Unknown", "Running", "Recipe debian-12: Unpacking (40 %)", at(1), 3));
        assertThat(built(ImageFacts.NONE.asked(at(1))).reason()).isEqualTo("Queued");
    }

    @Test
    void a_built_image_is_ready_since_its_first_build() {
        var facts = ImageFacts.NONE.asked(at(1))
                .begun()
                .built(manifest("sha256:a"), at(2))
                .asked(at(3))
                .begun()
                .built(
                        manifest("sha256:b"), at(4));
        assertThat(status(facts).phase()).isEqualTo("Ready");
        assertThat(status(facts).digest()).contains("sha256:b");
        assertThat(status(facts).earlierDigests()).containsExactly("sha256:a");
        assertThat(status(facts).size().orElseThrow().text()).isEqualTo("3Mi");
        assertThat(status(facts).minDisk().orElseThrow().text()).isEqualTo("2Gi");
        assertThat(ready(facts))
                .isEqualTo(new Condition("Ready", "True", "Available", "Can be booted as sha256:b", at(2), 3));
        assertThat(built(facts).lastTransitionTime()).isEqualTo(at(4));
    }

    @Test
    void a_failed_rebuild_takes_nothing_away_and_is_told() {
        var facts = ImageFacts.NONE.built(manifest("sha256:a"), at(2)).asked(at(3)).begun().failed("no mirror", at(4));
        assertThat(status(facts).phase()).isEqualTo("Failed");
        assertThat(status(facts).message()).contains("no mirror");
        assertThat(ready(facts).status()).isEqualTo("True");
        assertThat(ready(facts).reason()).isEqualTo("EarlierBuild");
        assertThat(ready(facts).message()).contains("sha256:a", "no mirror", "cairn image build web");
        assertThat(built(facts)).isEqualTo(new Condition("Built", "False", "BuildFailed", "no mirror", at(4), 3));
        assertThat(status(facts.asked(at(5))).phase()).isEqualTo("Building");
    }

    @Test
    void a_failed_first_build_is_not_ready() {
        var facts = ImageFacts.NONE.asked(at(1)).begun().failed("no mirror", at(4));
        assertThat(ready(facts).reason()).isEqualTo("BuildFailed");
        assertThat(ready(facts).message()).isEqualTo("no mirror; try again with: cairn image build web");
    }

    @Test
    void asking_twice_is_asking_once_and_few_earlier_builds_are_kept() {
        var asked = ImageFacts.NONE.asked(at(1)).begun().progress(30, "Half");
        assertThat(asked.asked(at(2))).isEqualTo(asked);
        var facts = ImageFacts.NONE;
        for (var build : List.of("a", "b", "c", "d", "e", "e")) {
            facts = facts.built(manifest(build), at(1));
        }
        assertThat(facts.manifests().map(Manifest::digest)).containsExactly("e", "d", "c", "b");
    }

    @Test
    void texts_of_any_length_are_cut() {
        assertThat(ImageFacts.NONE.failed("x".repeat(9_000), at(1)).failure().orElseThrow().message()).hasSize(2_048);
        assertThat(ImageFacts.NONE.progress(900, "x".repeat(9_000)).step()).hasSize(200);
        assertThat(ImageFacts.NONE.progress(900, "x").percent()).isEqualTo(100);
    }
}
