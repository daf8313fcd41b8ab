package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.node.Commands;
import io.cairn.node.Waiting;
import io.cairn.node.adapter.disk.ImageCache;
import io.cairn.node.adapter.disk.MachineFiles;
import io.cairn.node.adapter.files.JsonBook;
import io.cairn.node.adapter.host.Programs;
import io.cairn.node.application.Keeper;
import io.cairn.node.domain.Layout;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dedicated CPUs and huge pages on this machine's libvirt and QEMU: where the kernel lets the threads run. */
class PinnedMachineTest {
    private static final String NETWORK = "cairntest1";
    private static final String PREFIX = "10.213.78";
    private static final Path PAGES = Path.of("/proc/sys/vm/nr_hugepages");
    private static final int MEMORY_MIB = 32;

    private final String pinned = UUID.randomUUID().toString();
    private final String shared = UUID.randomUUID().toString();
    private final byte[] disk = BootSector.disk();
    private int pagesBefore;
    private Path data = Path.of("/nowhere");
    private List<AutoCloseable> parts = List.of();

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.exists(Path.of("/run/libvirt/libvirt-sock")), "libvirtd runs here");
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "this machine has a second CPU for the others");
        assumeTrue(Files.isWritable(PAGES), "this user may reserve huge pages in " + PAGES);
        pagesBefore = pages();
        data = Files.createTempDirectory(Path.of("/var/tmp"), "cairn-agent");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        reserve(pagesBefore + MEMORY_MIB / 2);
        assumeTrue(pages() == pagesBefore + MEMORY_MIB / 2,
                "this machine has %d MiB of memory in one piece for huge pages".formatted(MEMORY_MIB));
    }

    /** In one read: the kernel gives nothing to a second one. */
    private static int pages() throws IOException {
        try (var file = Files.newBufferedReader(PAGES)) {
            return Integer.parseInt(file.readLine().strip());
        }
    }

    private static void reserve(int pages) throws IOException {
        Files.writeString(PAGES, pages + "\n");
    }

    @AfterEach
    void clean() throws Exception {
        for (var part : parts) {
            part.close();
        }
        for (var uid : List.of(pinned, shared)) {
            Programs.run(20, "virsh", "-q", "destroy", uid);
            Programs.run(20, "virsh", "-q", "undefine", uid);
        }
        Programs.run(20, "virsh", "-q", "net-destroy", NETWORK);
        Programs.run(20, "virsh", "-q", "net-undefine", NETWORK);
        if (data.startsWith("/var/tmp")) {
            reserve(pagesBefore);
            try (var files = Files.walk(data)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Keeper keeper(LibvirtHost host) throws IOException {
        var keeper = new Keeper(host, new JsonBook(data), Clock.systemUTC());
        keeper.recover();
        parts = List.of(keeper, host);
        return keeper;
    }

    private LibvirtHost host() throws IOException {
        var images = new ImageCache(data, (_, offset, length, to) -> {
            var bytes = ByteBuffer.wrap(disk, (int) offset, (int) length);
            var at = offset;
            while (bytes.hasRemaining()) {
                at += to.write(bytes, at);
            }
        });
        return new LibvirtHost("qemu:///system", "pin-node", "qemu", NETWORK, PREFIX, new MachineFiles(data, images));
    }

    private Wanted wanted(String uid, String mac, Layout layout) throws Exception {
        var digest = "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(disk));
        var none = new Wanted.Blob("", 0);
        var image = new Wanted.Image("sector", new Wanted.Blob(digest, disk.length), "raw", none, none, "");
        return Commands.running(uid)
                .with(new Wanted.Spec("default", "team-a", "web", "web", 1, MEMORY_MIB, 16, image,
                        List.of(new Wanted.Nic("default", mac)), "", List.of(), layout));
    }

    /** CPUs that the kernel lets each thread of the machine's QEMU use, by the thread's name. */
    private static Map<String, String> threads(String uid) throws IOException {
        var allowed = new HashMap<String, String>();
        var pid = ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().filter(line -> line.contains("uuid " + uid)).isPresent())
                .mapToLong(ProcessHandle::pid)
                .findFirst();
        if (pid.isEmpty()) {
            return allowed;
        }
        try (var tasks = Files.list(Path.of("/proc/%d/task".formatted(pid.getAsLong())))) {
            for (var task : tasks.toList()) {
                Files.readString(task.resolve("status"))
                        .lines()
                        .filter(line -> line.startsWith("Cpus_allowed_list:"))
                        .forEach(line -> allowed.put(name(task), line.substring(line.indexOf(':') + 1).strip()));
            }
        }
        return allowed;
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException gone) {
            return "gone";
        }
    }

    private static boolean vcpuOn(String uid, String cpus) throws IOException {
        return threads(uid).entrySet()
                .stream()
                .anyMatch(thread -> thread.getKey().startsWith("CPU 0/") && thread.getValue().equals(cpus));
    }

    @Test
    void a_machine_has_a_cpu_and_huge_pages_to_itself_and_those_that_run_already_leave_that_cpu() throws Exception {
        var host = host();
        var keeper = keeper(host);
        var cells = host.cells();
        assertThat(cells.stream().mapToInt(cell -> cell.hugepages2Mi()).sum()).isEqualTo(pages());
        var cell = cells.getFirst();
        assumeTrue(cell.cpus().size() > 1, "its first NUMA node has a second CPU for the others");
        var own = cell.cpus().getFirst();
        var others = wanted(shared, "52:54:00:c0:ff:01", Layout.SHARED);
        keeper.want(List.of(others));
        Waiting.until("the first machine runs", 60, () -> !threads(shared).isEmpty());
        assertThat(vcpuOn(shared, own.toString())).as("it may use every CPU").isFalse();
        keeper.want(List.of(others,
                wanted(pinned, "52:54:00:c0:ff:02", new Layout(true, 2, List.of(cell.id())))));
        Waiting.until("its vCPU has a CPU", 60, () -> vcpuOn(pinned, own.toString()));
        Waiting.until("the emulator is there too", 60,
                () -> own.toString().equals(threads(pinned).getOrDefault("qemu-system-x86", "")));
        assertThat(Programs.run(20, "virsh", "-q", "dumpxml", pinned).output()).contains("<page size='2048'")
                .contains("<memory mode='strict' nodeset='%d'/>".formatted(cell.id()));
        assertThat(freePages()).as("its memory is in huge pages").isLessThanOrEqualTo(pagesBefore);
        Waiting.until("the other one has left that CPU", 60,
                () -> threads(shared).entrySet()
                        .stream()
                        .filter(thread -> thread.getKey().startsWith("CPU 0/"))
                        .noneMatch(thread -> thread.getValue().matches("%d([,-].*)?".formatted(own))));
    }

    private static int freePages() throws IOException {
        return Files.readString(Path.of("/proc/meminfo"))
                .lines()
                .filter(line -> line.startsWith("HugePages_Free:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
                .sum();
    }
}
