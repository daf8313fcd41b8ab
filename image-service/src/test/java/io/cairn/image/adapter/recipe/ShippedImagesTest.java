package io.cairn.image.adapter.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.image.Commands;
import io.cairn.image.adapter.files.BlobFolder;
import io.cairn.image.application.Builder;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipes that ship, built for real from the host's Debian mirror, twice, and booted in emulation. Takes minutes and
 * root: {@code make test-slow}.
 */
@EnabledIfSystemProperty(named = "cairn.slow", matches = "true", disabledReason = "takes minutes; make test-slow")
class ShippedImagesTest {
    @TempDir
    Path temp;

    private BlobFolder blobs;
    private ImageBuild build;

    @BeforeEach
    void prepare() throws IOException {
        var work = temp.resolve("work");
        blobs = new BlobFolder(temp.resolve("blobs"), Clock.systemUTC());
        build = new ImageBuild(new RecipeRunner(List.of(ShippedRecipes.unpack(work)), work, temp.resolve("logs"),
                Duration.ofMinutes(20)), blobs, work);
    }

    private Manifest build(String recipe) throws IOException, InterruptedException {
        return build.build(new Builder.Order(recipe, ImageSpec.ofRecipe(recipe)),
                (percent, step) -> System.out.printf("%s: %d %% %s%n", recipe, percent, step));
    }

    private Path path(Manifest.Blob blob) {
        return blobs.find(blob.digest()).orElseThrow();
    }

    @Test
    void micro_is_the_same_every_time_and_answers_by_http() throws Exception {
        var image = build("micro");
        assertThat(build("micro")).isEqualTo(image);
        try (var guest = new Guest(temp, (int) image.minMemoryMib(), 80, List.of("-kernel",
                path(image.kernel().orElseThrow()).toString(), "-initrd", path(image.initrd().orElseThrow()).toString(),
                "-append", image.kernelArgs().orElseThrow() + " cairn.hostname=little"));
                var client = HttpClient.newHttpClient()) {
            guest.says("cairn: little is up at 10\\.0\\.2\\.15 \\(boot 1\\)", 120);
            var answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + guest.port))
                    .timeout(Duration.ofSeconds(30))
                    .build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("name: little").contains("address: 10.0.2.15");
        }
    }

    @Test
    void debian_12_is_the_same_every_time_and_is_set_up_by_its_seed() throws Exception {
        var image = build("debian-12");
        assertThat(build("debian-12")).isEqualTo(image);
        assertThat(image.diskFormat()).contains("qcow2");
        var key = temp.resolve("key");
        Commands.run(temp, 20, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        // As a node does it: an overlay that is larger than the image, and a seed in a SATA drive.
        Commands.run(temp, 20, "qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b",
                path(image.disk().orElseThrow()).toString(), "disk.qcow2", "4G");
        seed(key);
        try (var guest = new Guest(temp, (int) image.minMemoryMib(), 22, List.of("-drive",
                "file=%s,if=virtio,format=qcow2".formatted(temp.resolve("disk.qcow2")), "-drive",
                "file=%s,if=none,id=seed,format=raw,readonly=on".formatted(temp.resolve("seed.iso")), "-device",
                "ide-cd,drive=seed"))) {
            guest.says("Cloud-init v\\. .* finished at .*DataSourceNoCloud", 600);
            guest.says("web login:", 120);
            look(guest, key);
        }
    }

    private void seed(Path key) throws IOException, InterruptedException {
        var folder = Files.createDirectories(temp.resolve("seed"));
        Files.writeString(folder.resolve("meta-data"),
                """
                {"instance-id": "i-1", "local-hostname": "web", "public-keys": ["%s"]}
                """
                        .formatted(Files.readString(Path.of(key + ".pub")).strip()));
        Files.writeString(folder.resolve("user-data"), """
                                                       #cloud-config
                                                       write_files: [{path: /etc/from-seed, content: seeded}]
                                                       """);
        Commands.run(folder, 20, "genisoimage", "-quiet", "-output", temp.resolve("seed.iso").toString(), "-volid",
                "CIDATA", "-joliet", "-rock", "meta-data", "user-data");
    }

    private static void look(Guest guest, Path key) throws IOException, InterruptedException {
        assertThat(guest.ssh(key, "cloud-init status --wait; hostname; cat /etc/from-seed")).contains("status: done")
                .contains("web\nseeded");
        assertThat(guest.ssh(key, "systemctl is-active qemu-guest-agent ssh serial-getty@ttyS0 systemd-networkd"))
                .isEqualTo("active\n".repeat(4));
        assertThat(guest.ssh(key, "systemctl list-units --failed --no-legend")).isBlank();
        assertThat(Long.parseLong(guest.ssh(key, "df --output=size -m / | tail -n 1").strip())).isGreaterThan(3_700);
        assertThat(guest.ssh(key, "sudo getent shadow root")).startsWith("root:!");
        assertThat(guest.ssh(key, "cat /etc/machine-id")).matches("[0-9a-f]{32}\\s*");
        assertThat(guest.ssh(key, "ls /etc/ssh/ssh_host_ed25519_key")).contains("ed25519");
        assertThat(guest.ssh(key, "find /var/lib/apt/lists -type f | wc -l").strip()).isEqualTo("0");
        assertThat(guest.ssh(key, "sudo update-grub 2>&1 && sudo grub-install /dev/vda 2>&1")).contains("No error");
    }
}
