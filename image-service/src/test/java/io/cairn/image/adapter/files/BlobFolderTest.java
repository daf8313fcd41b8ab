package io.cairn.image.adapter.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.image.application.Blobs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobFolderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path temp;

    private BlobFolder blobs() throws IOException {
        return new BlobFolder(temp.resolve("blobs"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Path file(String content) throws IOException {
        return Files.writeString(temp.resolve("made"), content);
    }

    private static String digest(byte[] content) throws Exception {
        return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void a_file_is_taken_under_the_digest_of_its_content() throws Exception {
        var blobs = blobs();
        var source = file("kernel");
        var taken = blobs.take(source);
        assertThat(taken.digest()).isEqualTo(digest("kernel".getBytes(StandardCharsets.UTF_8)));
        assertThat(taken.bytes()).isEqualTo(6);
        assertThat(source).doesNotExist();
        assertThat(blobs.find(taken.digest())).hasValueSatisfying(kept -> assertThat(kept).hasContent("kernel"));
    }

    @Test
    void the_same_content_is_kept_once() throws Exception {
        var blobs = blobs();
        var first = blobs.take(file("same"));
        assertThat(blobs.take(file("same"))).isEqualTo(first);
        assertThat(blobs.usage()).isEqualTo(new Blobs.Usage(1, 4));
    }

    @Test
    void what_cannot_be_taken_leaves_nothing() throws Exception {
        var blobs = blobs();
        assertThatThrownBy(() -> blobs.take(temp.resolve("missing"))).isInstanceOf(IOException.class);
        Files.createDirectories(temp.resolve("directory/inner"));
        assertThatThrownBy(() -> blobs.take(temp.resolve("directory"))).isInstanceOf(IOException.class);
        assertThat(temp.resolve("blobs")).isEmptyDirectory();
    }

    @Test
    void a_name_that_can_be_seen_always_has_its_whole_content() throws Exception {
        var blobs = blobs();
        var large = temp.resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(96L << 20);
        }
        var done = new AtomicBoolean();
        var seen = new AtomicReference<@Nullable String>();
        var watch = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                for (var name : temp.resolve("blobs").toFile().list()) {
                    if (!name.startsWith(".") && temp.resolve("blobs").resolve(name).toFile().length() != 96L << 20) {
                        seen.set(name);
                    }
                }
            }
        });
        var taken = blobs.take(large);
        done.set(true);
        watch.join();
        assertThat(seen.get()).isNull();
        assertThat(taken.bytes()).isEqualTo(96L << 20);
    }

    @Test
    void a_half_written_file_is_never_found() throws Exception {
        var blobs = blobs();
        Files.writeString(temp.resolve("blobs/.incoming-1"), "half");
        assertThat(blobs.find("sha256:.incoming-1")).isEmpty();
        assertThat(blobs.usage().blobs()).isZero();
    }

    @Test
    void a_sweep_removes_what_nobody_names_or_needs() throws Exception {
        var blobs = blobs();
        var named = blobs.take(file("named")).digest();
        var fresh = blobs.take(file("fresh")).digest();
        var touched = blobs.take(file("touched")).digest();
        var old = blobs.take(file("old")).digest();
        var half = Files.writeString(temp.resolve("blobs/.incoming-1"), "half");
        var stranger = Files.writeString(temp.resolve("blobs/README"), "not ours");
        var longAgo = FileTime.from(NOW.minus(Duration.ofDays(30)));
        for (var path : new Path[]{blobs.find(named).orElseThrow(), blobs.find(touched).orElseThrow(),
                blobs.find(old).orElseThrow(), half, stranger}) {
            Files.setLastModifiedTime(path, longAgo);
        }
        blobs.touch(touched);
        var swept = blobs.sweep(Set.of(named), NOW.minus(Duration.ofDays(7)));
        assertThat(swept).isEqualTo(new Blobs.Swept(2, "old".length() + "half".length()));
        assertThat(blobs.find(named)).isPresent();
        assertThat(blobs.find(fresh)).isPresent();
        assertThat(blobs.find(touched)).isPresent();
        assertThat(blobs.find(old)).isEmpty();
        assertThat(half).doesNotExist();
        assertThat(stranger).exists();
    }

    /** Run by jqwik. */
    static class Names {
        @Property(tries = 300)
        void no_other_text_than_a_digest_finds_anything(@ForAll String text) throws IOException {
            var blobs = new BlobFolder(Path.of("/"), Clock.systemUTC());
            assertThat(blobs.find(text)).isEmpty();
            assertThat(blobs.find("sha256:" + text)).isEmpty();
        }

        @Example
        void neither_does_a_path() throws IOException {
            var blobs = new BlobFolder(Path.of("/etc"), Clock.systemUTC());
            for (var path : new String[]{"sha256:passwd", "sha256:../etc/passwd", "sha256:/etc/passwd", "passwd"}) {
                assertThat(blobs.find(path)).as(path).isEmpty();
            }
        }
    }
}
