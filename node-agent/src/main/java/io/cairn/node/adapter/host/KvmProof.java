package io.cairn.node.adapter.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Proves that KVM executes guest code here. On some hosts {@code /dev/kvm} opens and creates machines that then hang: so
 * the CPU must show hardware virtualisation (or its module be loaded), and a guest of four instructions must end by itself.
 */
public final class KvmProof {
    private static final long PROBE_SECONDS = 10;
    /** mov al, 0x10; out 0xf4, al; hlt: QEMU's isa-debug-exit ends with (0x10 << 1) | 1. */
    private static final byte[] GUEST = {(byte) 0xb0, 0x10, (byte) 0xe6, (byte) 0xf4, (byte) 0xf4};
    private static final int EXPECTED = 33;

    private KvmProof() {}

    /** Why KVM cannot be used; empty if it was proven. */
    public static Optional<String> missing() throws InterruptedException {
        if (!Files.isWritable(Path.of("/dev/kvm"))) {
            return Optional.of("/dev/kvm is missing or cannot be opened");
        }
        try {
            var flags = Files.readString(Path.of("/proc/cpuinfo"));
            var hardware = flags.matches("(?s).*\\b(vmx|svm)\\b.*") || Files.exists(Path.of("/sys/module/kvm_intel"))
                    || Files.exists(Path.of("/sys/module/kvm_amd"));
            return hardware ? probe()
                    : Optional.of("The CPU shows neither vmx nor svm; /dev/kvm is there but proves nothing");
        } catch (IOException e) {
            return Optional.of("The CPU cannot be looked at: " + e.getMessage());
        }
    }

    private static Optional<String> probe() throws IOException, InterruptedException {
        var disk = Files.createTempFile("cairn-kvm-probe", ".img");
        try {
            var sector = Arrays.copyOf(GUEST, 512);
            sector[510] = 0x55;
            sector[511] = (byte) 0xaa;
            Files.write(disk, sector);
            var result = Programs.run(PROBE_SECONDS, "qemu-system-x86_64", "-accel", "kvm", "-machine", "pc", "-m",
                    "16",
                    "-nodefaults", "-display", "none", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", "-drive",
                    "file=" + disk + ",format=raw,if=ide");
            return result.exit() == EXPECTED
                    ? Optional.empty()
                    : Optional.of("A probe under KVM ended with code %d: %s".formatted(result.exit(),
                            result.output().strip()));
        } catch (IOException e) {
            return Optional.of("A probe under KVM failed: " + e.getMessage());
        } finally {
            Files.deleteIfExists(disk);
        }
    }
}
