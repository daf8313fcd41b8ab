package io.cairn.image.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.image.Commands;
import io.cairn.image.Qcow2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskHeadTest {
    private static final long MOST = 1L << 40;

    @TempDir
    Path folder;

    private static DiskHead read(Path file) throws Exception {
        var bytes = Files.readAllBytes(file);
        return DiskHead.of(Arrays.copyOf(bytes, Math.min(bytes.length, DiskHead.ENOUGH)), bytes.length, MOST);
    }

    private static void refused(DiskHead head, String... words) {
        assertThat(head).isInstanceOfSatisfying(DiskHead.Refused.class,
                refused -> assertThat(refused.sentence()).contains(words));
    }

    private static DiskHead text(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return DiskHead.of(Arrays.copyOf(bytes, 1 << 20), 1 << 20, MOST);
    }

    @Test
    void disks_as_qemu_img_makes_them_are_read_with_their_virtual_size() throws Exception {
        var expected = new DiskHead.Disk("qcow2", 64L << 20);
        assertThat(read(Qcow2.make(folder.resolve("three"), "64M"))).isEqualTo(expected);
        assertThat(read(Qcow2.make(folder.resolve("two"), "64M", "-o", "compat=0.10"))).isEqualTo(expected);
        assertThat(read(Qcow2.make(folder.resolve("zlib"), "64M", "-c"))).isEqualTo(expected);
        assertThat(read(Qcow2.make(folder.resolve("zstd"), "64M", "-c", "-o", "compression_type=zstd")))
                .isEqualTo(expected);
        assertThat(read(Qcow2.make(folder.resolve("l2"), "64M", "-o", "extended_l2=on,cluster_size=128k")))
                .isEqualTo(expected);
        assertThat(expected.mebibytes()).isEqualTo(64);
    }

    @Test
    void a_raw_disk_is_known_by_its_boot_sector() {
        var raw = Qcow2.boot(1 << 20);
        assertThat(DiskHead.of(raw, 10L << 20, MOST)).isEqualTo(new DiskHead.Disk("raw", 10L << 20));
        refused(DiskHead.of(raw, (10L << 20) + 7, MOST), "no multiple of 512");
        refused(DiskHead.of(new byte[1024], 1024, MOST), "begins neither as qcow2");
    }

    @Test
    void what_would_make_qemu_open_another_file_is_refused() throws Exception {
        Qcow2.make(folder.resolve("base"), "64M");
        Commands.run(folder, 30, "qemu-img", "create", "-q", "-f", "qcow2", "-b", "base", "-F", "qcow2", "overlay");
        refused(read(folder.resolve("overlay")), "stands on a backing file", "qemu-img convert");
        Commands.run(folder, 30, "qemu-img", "create", "-q", "-f", "qcow2", "-o", "data_file=data", "external", "64M");
        refused(read(folder.resolve("external")), "external");
        var hidden = Qcow2.make(folder.resolve("hidden"), "64M", "-o", "compat=0.10");
        refused(read(Qcow2.poke(hidden, 72, 0x44, 0x41, 0x54, 0x41, 0, 0, 0, 8)), "external data file");
        refused(read(Qcow2.poke(hidden, 72, 0xe2, 0x79, 0x2a, 0xca, 0, 0, 0, 8)), "backing file");
    }

    @Test
    void encryption_snapshots_and_unclean_ends_are_refused() throws Exception {
        // The older format: for LUKS qemu-img measures the CPU first, and gives up where the host's clock ticks coarsely.
        Commands.run(folder, 30, "qemu-img", "create", "-q", "-f", "qcow2", "--object", "secret,id=s,data=x", "-o",
                "encrypt.format=aes,encrypt.key-secret=s", "locked", "64M");
        refused(read(folder.resolve("locked")), "encrypted");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("luks"), "64M"), 35, 2)), "encrypted");
        var snapped = Qcow2.make(folder.resolve("snapped"), "64M");
        Commands.run(folder, 30, "qemu-img", "snapshot", "-c", "one", "snapped");
        refused(read(snapped), "internal snapshots");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("dirty"), "64M"), 79, 1)), "not closed in order");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("new"), "64M"), 72, 0x80)), "not known here");
    }

    @Test
    void sizes_that_cannot_be_are_refused() throws Exception {
        var file = Qcow2.make(folder.resolve("disk"), "64M");
        refused(DiskHead.of(Files.readAllBytes(file), Files.size(file), 32L << 20), "virtual size of 64 MiB",
                "largest that is taken has 32 MiB");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("huge"), "64M"), 24, 0x7f)), "virtual size");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("negative"), "64M"), 24, 0xff)), "beyond all bounds");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("bits"), "64M"), 23, 63)), "clusters of 2^63");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("table"), "64M"), 36, 0x7f)), "L1 table");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("beyond"), "64M"), 40, 0x10)), "beyond the end");
        refused(read(Qcow2.poke(Qcow2.make(folder.resolve("version"), "64M"), 7, 9)), "version 9");
        var whole = Files.readAllBytes(file);
        for (var length : new int[]{4, 71, 80, 103}) {
            refused(DiskHead.of(Arrays.copyOf(whole, length), length, MOST), "cut off");
        }
    }

    @Test
    void other_files_are_named_with_the_way_to_a_disk() {
        refused(text("KDMV"), "vmdk", "qemu-img convert -f vmdk");
        refused(text("vhdxfile"), "vhdx");
        refused(text("conectix"), "vpc");
        refused(text("\u001f\u008b\b"), "compressed; unpack it");
        refused(text("PK\u0003\u0004"), "compressed");
        refused(text("\0".repeat(0x8001) + "CD001"), "ISO 9660");
        refused(text("#!/bin/sh\necho no disk\n"), "this is no disk");
    }

    @Property(tries = 500)
    void any_bytes_behind_the_magic_are_a_disk_or_refused_and_nothing_is_thrown(
            @ForAll @Size(max = 400) byte[] bytes) {
        var head = ByteBuffer.allocate(bytes.length + 8).putInt(0x514649fb).putInt(3).put(bytes).array();
        assertThat(DiskHead.of(head, head.length, MOST)).isNotNull();
    }
}
