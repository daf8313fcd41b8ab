package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden files: run with -Dgolden.write=true to write them anew, and read the difference. */
class DomainXmlTest {
    private static final String UID = "0b5f2a6c-1d3e-4f5a-8b7c-9d0e1f2a3b4c";
    private static final Wanted.Blob NONE = new Wanted.Blob("", 0);
    private static final Wanted.Image DISK = new Wanted.Image("debian-12", blob('d'), "qcow2", NONE, NONE, "");
    private static final Wanted.Image KERNEL = new Wanted.Image("micro", NONE, "", blob('a'), blob('b'),
            "console=ttyS0 quiet & more");

    private record Paths() implements DomainXml.Files {
        @Override
        public Path disk(String uid) {
            return Path.of("/data", uid, "disk.qcow2");
        }

        @Override
        public Path seed(String uid) {
            return Path.of("/data", uid, "seed.iso");
        }

        @Override
        public Path consoleSocket(String uid) {
            return Path.of("/data", uid, "console.sock");
        }

        @Override
        public Path consoleLog(String uid) {
            return Path.of("/data", uid, "console.log");
        }

        @Override
        public Path image(String digest) {
            return Path.of("/images", digest.substring(7, 15));
        }
    }

    private static Wanted.Blob blob(char digit) {
        return new Wanted.Blob("sha256:" + String.valueOf(digit).repeat(64), 1);
    }

    private static String xml(String type, Wanted.Image image) {
        var wanted = Commands.running(UID).with(Commands.spec(image));
        return new DomainXml("host-1", type, "cairn0", new Paths()).of(wanted, 3, List.of());
    }

    private static void golden(String name, String actual) throws IOException {
        var file = Path.of("src/test/resources/golden", name);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    }

    @Test
    void a_machine_from_a_disk_image_has_a_seed_and_boots_its_disk() throws IOException {
        golden("disk-kvm.xml", xml("kvm", DISK));
    }

    @Test
    void a_machine_from_a_kernel_boots_it_directly_with_its_name_and_every_value_escaped() throws IOException {
        golden("kernel-tcg.xml", xml("qemu", KERNEL));
    }

    @Test
    void a_bandwidth_limits_what_the_guest_receives_and_what_it_sends_in_units_of_1000_bytes() {
        var spec = Commands.spec(DISK)
                .with(List.of(new Wanted.Nic("default", "52:54:00:0a:0b:0c", new Wanted.Limit(500))));
        var xml = new DomainXml("host-1", "kvm", "cairn0", new Paths()).of(Commands.running(UID).with(spec), 3,
                List.of());
        assertThat(xml.replaceAll("\\s+", " ")).contains("<model type='virtio'/> <bandwidth> "
                + "<inbound average='62500'/> <outbound average='62500'/> </bandwidth> </interface>");
    }
}
