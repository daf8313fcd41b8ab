package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.node.Commands;
import io.cairn.node.Waiting;
import io.cairn.node.adapter.disk.ImageCache;
import io.cairn.node.adapter.disk.MachineFiles;
import io.cairn.node.adapter.files.JsonBook;
import io.cairn.node.adapter.host.Programs;
import io.cairn.node.adapter.host.RateLimits;
import io.cairn.node.application.Keeper;
import io.cairn.node.domain.Wanted;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bandwidth on this machine's libvirt and QEMU: what the kernel lets through the tap device, each way. */
class BandwidthMachineTest {
    private static final String NETWORK = "cairntest2";
    private static final String PREFIX = "10.213.79";
    private static final int MBPS = 400;

    private final String uid = UUID.randomUUID().toString();
    private final byte[] disk = BootSector.disk();
    private Path data = Path.of("/nowhere");
    private List<AutoCloseable> parts = List.of();

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.exists(Path.of("/run/libvirt/libvirt-sock")), "libvirtd runs here");
        var missing = RateLimits.missing();
        assumeTrue(missing.isEmpty(), () -> "this kernel can limit an interface: " + missing);
        data = Files.createTempDirectory(Path.of("/var/tmp"), "cairn-agent");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void clean() throws Exception {
        for (var part : parts) {
            part.close();
        }
        if (!data.startsWith("/var/tmp")) {
            return;
        }
        Programs.run(20, "virsh", "-q", "destroy", uid);
        Programs.run(20, "virsh", "-q", "undefine", uid);
        Programs.run(20, "virsh", "-q", "net-destroy", NETWORK);
        Programs.run(20, "virsh", "-q", "net-undefine", NETWORK);
        try (var files = Files.walk(data)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Keeper keeper() throws Exception {
        var images = new ImageCache(data, (_, offset, length, to) -> {
            var bytes = ByteBuffer.wrap(disk, (int) offset, (int) length);
            var at = offset;
            while (bytes.hasRemaining()) {
                at += to.write(bytes, at);
            }
        });
        var host = new LibvirtHost("qemu:///system", "bandwidth-node", "qemu", NETWORK, PREFIX,
                new MachineFiles(data, images));
        var keeper = new Keeper(host, new JsonBook(data), Clock.systemUTC());
        keeper.recover();
        parts = List.of(keeper, host);
        return keeper;
    }

    private Wanted wanted() throws Exception {
        var digest = "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(disk));
        var none = new Wanted.Blob("", 0);
        var image = new Wanted.Image("sector", new Wanted.Blob(digest, disk.length), "raw", none, none, "");
        return Commands.running(uid)
                .with(Commands.spec(image)
                        .with(List.of(new Wanted.Nic("default", "52:54:00:c0:ff:03", new Wanted.Limit(MBPS)))));
    }

    /** Name of the machine's tap device; empty until it runs. */
    private String tap() throws Exception {
        return Programs.run(20, "virsh", "-q", "domiflist", uid)
                .output()
                .lines()
                .map(line -> line.strip().split("\\s+")[0])
                .filter(name -> name.startsWith("vnet"))
                .findFirst()
                .orElse("");
    }

    @Test
    void what_a_machine_receives_and_what_it_sends_is_limited_on_its_tap_device() throws Exception {
        keeper().want(List.of(wanted()));
        Waiting.until("the machine runs", 60, () -> !tap().isEmpty());
        assertThat(Programs.run(20, "tc", "class", "show", "dev", tap()).output()).as("to the machine")
                .contains("rate %dMbit".formatted(MBPS));
        assertThat(Programs.run(20, "tc", "filter", "show", "dev", tap(), "parent", "ffff:").output())
                .as("from the machine")
                .contains("police", "rate %dMbit".formatted(MBPS));
    }
}
