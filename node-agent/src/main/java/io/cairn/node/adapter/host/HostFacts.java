package io.cairn.node.adapter.host;

import io.cairn.contract.scheduler.v1.Accelerator;
import io.cairn.contract.scheduler.v1.Inventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what the host is from /proc and the file system. */
public final class HostFacts {
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.+)");
    private static final long MIN_RESERVE_MIB = 512;
    private static final int RESERVE_DIVISOR = 10;

    private final Path data;
    private final Optional<String> noKvm;
    private final String libvirt;
    private final String hypervisor;
    private final Uplink uplink;
    private final Optional<String> noLimits;

    /**
     * @param noKvm why KVM is not used; empty under KVM
     * @param uplinkMbps as the operator says; 0 to find out
     * @param noLimits why no machine can have a bandwidth; empty if it can
     */
    public HostFacts(Path data, Optional<String> noKvm, String libvirt, String hypervisor, int uplinkMbps,
            Optional<String> noLimits) {
        this.uplink = Uplink.of(uplinkMbps);
        this.noLimits = noLimits;
        this.data = data;
        this.noKvm = noKvm;
        this.libvirt = libvirt;
        this.hypervisor = hypervisor;
    }

    /**
     * A tenth of the memory that is not kept as huge pages, at least 512 MiB, stays with the host.
     *
     * @param hugeMib memory in huge pages
     */
    public Inventory.Builder read(long hugeMib) throws IOException {
        var matcher = MEMORY.matcher(Files.readString(Path.of("/proc/meminfo")));
        var total = matcher.find() ? (Long.parseLong(matcher.group(1)) >> 10) - hugeMib : 0;
        var model = MODEL.matcher(Files.readString(Path.of("/proc/cpuinfo")));
        var disk = (Files.getFileStore(data).getUsableSpace() + used(data.resolve("machines"))) >> 20;
        return bandwidth(Inventory.newBuilder())
                .setCpus(Runtime.getRuntime().availableProcessors())
                .setMemoryMib(Math.max(0, total - Math.max(MIN_RESERVE_MIB, total / RESERVE_DIVISOR)))
                .setDiskMib(disk)
                .setAccelerator(noKvm.isEmpty() ? Accelerator.ACCELERATOR_KVM : Accelerator.ACCELERATOR_TCG)
                .setAcceleratorReason(noKvm.orElse(""))
                .setArchitecture(System.getProperty("os.arch"))
                .setCpuModel(model.find() ? model.group(1).strip() : "")
                .setLibvirtVersion(libvirt)
                .setHypervisorVersion(hypervisor)
                .setKernelVersion(System.getProperty("os.version"));
    }

    /** Nothing is promised that cannot be kept. */
    private Inventory.Builder bandwidth(Inventory.Builder inventory) throws IOException {
        var mbps = uplink.mbps();
        if (noLimits.isEmpty()) {
            return inventory.setBandwidthMbps(mbps);
        }
        return mbps == 0 ? inventory
                : inventory
                        .addProblems(("Machines with networkBandwidth go elsewhere, though the uplink has %d Mbit/s: "
                                + "the kernel cannot limit an interface (%s)").formatted(mbps, noLimits.get()));
    }

    /** What machines' files take already: it is in the claims, and would be missing from the free space too. */
    private static long used(Path machines) throws IOException {
        if (!Files.exists(machines)) {
            return 0;
        }
        try (var files = Files.walk(machines)) {
            return files.mapToLong(file -> {
                try {
                    return Files.isRegularFile(file) ? Files.size(file) : 0;
                } catch (IOException gone) {
                    return 0;
                }
            }).sum();
        }
    }

    /** Changes at each boot of the host. */
    public static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }
}
