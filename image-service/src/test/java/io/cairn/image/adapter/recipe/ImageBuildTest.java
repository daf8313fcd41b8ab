package io.cairn.image.adapter.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.image.adapter.files.BlobFolder;
import io.cairn.image.application.Builder;
import io.cairn.image.application.Recipes;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuildTest {
    @TempDir
    Path temp;

    /** A recipe that leaves these files. */
    private record Leaves(Map<String, String> files) implements Recipes {
        @Override
        public boolean exists(String recipe) {
            return true;
        }

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public void run(String recipe, Path output, BiConsumer<Integer, String> progress) throws IOException {
            Files.createDirectory(output.resolve("directory"));
            for (var file : files.entrySet()) {
                Files.writeString(output.resolve(file.getKey()), file.getValue());
            }
        }
    }

    private Manifest build(Map<String, String> files) throws IOException, InterruptedException {
        var blobs = new BlobFolder(temp.resolve("blobs"), Clock.systemUTC());
        try {
            return new ImageBuild(new Leaves(files), blobs, temp.resolve("work"))
                    .build(new Builder.Order("u1", ImageSpec.ofRecipe("test")), (_, _) -> {});
        } finally {
            assertThat(temp.resolve("work")).isEmptyDirectory();
        }
    }

    @Test
    void a_disk_pins_the_image() throws Exception {
        var manifest = build(
                Map.of("d", "disk", "manifest.json", """
                                                     {"disk":"d","diskFormat":"qcow2","minDiskMib":2048}"""));
        assertThat(manifest.disk().map(Manifest.Blob::digest)).contains(manifest.digest());
        assertThat(manifest.diskFormat()).contains("qcow2");
        assertThat(manifest.minDiskMib()).isEqualTo(2048);
        assertThat(manifest.kernel()).isEmpty();
    }

    @Test
    void a_kernel_and_its_initramfs_and_arguments_pin_the_image_together() throws Exception {
        var said = """
                   {"kernel":"k","initrd":"i","kernelArgs":"%s","minMemoryMib":128}""";
        var one = build(Map.of("k", "kernel", "i", "initrd", "manifest.json", said.formatted("quiet")));
        var other = build(Map.of("k", "kernel", "i", "initrd", "manifest.json", said.formatted("loud")));
        assertThat(one.kernel()).isEqualTo(other.kernel());
        assertThat(one.digest()).isNotEqualTo(other.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(one.diskFormat()).isEqualTo(Optional.empty());
        assertThat(one.blobs()).hasSize(2);
        assertThat(one.bytes()).isEqualTo(12);
    }

    @Test
    void what_a_recipe_must_not_leave_is_refused_with_a_sentence() throws Exception {
        refused("left no manifest.json", Map.of("d", "disk"));
        refused("that is no JSON", Map.of("manifest.json", "disk: d"));
        refused("neither a disk nor a kernel", Map.of("manifest.json", "{}"));
        refused("neither a disk nor a kernel", Map.of("k", "kernel", "manifest.json", "{\"kernel\":\"k\"}"));
        refused("it must say qcow2 or raw", Map.of("d", "disk", "manifest.json", "{\"disk\":\"d\"}"));
        for (var name : new String[]{"missing", "../../etc/passwd", "/etc/passwd", "directory", ".", "..", ".hidden"}) {
            refused("that is no file in its directory", Map.of(".hidden", "h", "manifest.json",
                    "{\"disk\":\"%s\",\"diskFormat\":\"raw\"}".formatted(name)));
        }
        assertThat(temp.resolve("blobs")).isEmptyDirectory();
    }

    private void refused(String sentence, Map<String, String> files) {
        assertThatThrownBy(() -> build(files)).isInstanceOf(IOException.class).hasMessageContaining(sentence);
    }
}
