package io.cairn.image.adapter.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.image.Qcow2;
import io.cairn.image.adapter.files.BlobFolder;
import io.cairn.image.adapter.files.UploadFolder;
import io.cairn.image.application.Builder;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadBuildTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private UploadFolder uploads;
    private BlobFolder blobs;

    @BeforeEach
    void open() throws IOException {
        blobs = new BlobFolder(folder.resolve("blobs"), Clock.systemUTC());
        uploads = new UploadFolder(folder.resolve("blobs/uploads"));
    }

    private Manifest build(Path file, Optional<String> digest, QemuImg qemu) throws IOException, InterruptedException {
        Files.copy(file, uploads.file("u1"));
        return new UploadBuild(uploads, blobs, qemu, 1L << 40)
                .build(new Builder.Order("u1", ImageSpec.ofUpload(digest)), (_, _) -> {});
    }

    private Manifest build(Path file) throws IOException, InterruptedException {
        return build(file, Optional.empty(), new QemuImg(LIMIT));
    }

    private void refused(String words, Path file, Optional<String> digest, QemuImg qemu) {
        assertThatThrownBy(() -> build(file, digest, qemu)).isInstanceOf(IOException.class).hasMessageContaining(words);
        assertThat(uploads.file("u1")).doesNotExist();
    }

    private void refused(String words, Path file) {
        refused(words, file, Optional.empty(), new QemuImg(LIMIT));
    }

    private static String digest(Path file) throws Exception {
        return "sha256:" + HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void a_disk_is_kept_as_it_came_under_its_digest() throws Exception {
        var file = Qcow2.make(folder.resolve("disk"), "100M");
        var manifest = build(file, Optional.of(digest(file)), new QemuImg(LIMIT));
        assertThat(manifest.digest()).isEqualTo(digest(file));
        assertThat(manifest.diskFormat()).contains("qcow2");
        assertThat(manifest.minDiskMib()).isEqualTo(100);
        assertThat(manifest.minMemoryMib()).isEqualTo(64);
        assertThat(blobs.find(manifest.digest()).orElseThrow()).hasSameBinaryContentAs(file);
        assertThat(uploads.file("u1")).doesNotExist();
    }

    @Test
    void a_raw_disk_is_kept_too() throws Exception {
        var file = Files.write(folder.resolve("raw"), Qcow2.boot(3 << 20));
        assertThat(build(file).diskFormat()).contains("raw");
    }

    @Test
    void another_content_than_was_promised_is_refused_and_not_kept() throws Exception {
        var file = Qcow2.make(folder.resolve("disk"), "100M");
        refused("the content is " + digest(file), file, Optional.of("sha256:" + "0".repeat(64)), new QemuImg(LIMIT));
        assertThat(blobs.find(digest(file))).isEmpty();
    }

    @Test
    void a_disk_that_was_cut_off_is_refused() throws Exception {
        var whole = Files.readAllBytes(Qcow2.make(folder.resolve("disk"), "100M"));
        for (var length : new int[]{whole.length / 2, whole.length - (64 << 10)}) {
            refused("", Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void a_disk_whose_tables_do_not_hold_together_is_refused() throws Exception {
        var file = Qcow2.make(folder.resolve("disk"), "100M");
        // The second entry of the L2 table, which is the fifth cluster, now claims the cluster of the L1 table.
        refused("qemu-img check finds the disk broken", Qcow2.poke(file, (4 << 16) + 8 + 5, 3));
    }

    @Test
    void qemu_img_that_takes_too_long_says_nothing_sensible_or_is_not_there_ends_the_check() throws Exception {
        var file = Qcow2.make(folder.resolve("disk"), "100M");
        refused("was ended after 1 s", file, Optional.empty(),
                new QemuImg(List.of("sh", "-c", "sleep 60"), Duration.ofSeconds(1)));
        refused("nothing that can be understood", file, Optional.empty(), new QemuImg(List.of("echo"), LIMIT));
        refused("read as 104857600 bytes by us and as 7 by QEMU", file, Optional.empty(),
                new QemuImg(List.of("sh", "-c", "echo '{\"virtual-size\": 7}'"), LIMIT));
        refused("does not take it for a qcow2 disk", file, Optional.empty(),
                new QemuImg(List.of("/no/such/program"), LIMIT));
    }

    @Test
    void qemu_img_cannot_write_and_has_little_memory() throws Exception {
        var file = Qcow2.make(folder.resolve("disk"), "100M");
        var spoiled = folder.resolve("spoiled");
        refused("", file, Optional.empty(), new QemuImg(List.of("sh", "-c", "echo x >" + spoiled), LIMIT));
        assertThat(Files.exists(spoiled) ? Files.size(spoiled) : 0).isZero();
        refused("", file, Optional.empty(),
                new QemuImg(List.of("sh", "-c", "ulimit -v | grep -q 1048576 && exit 7; echo '{\"virtual-size\":1}'"),
                        LIMIT));
    }
}
