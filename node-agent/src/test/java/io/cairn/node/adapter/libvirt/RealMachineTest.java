package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.contract.machine.v1.DesiredMachine;
import io.cairn.contract.machine.v1.ExitCause;
import io.cairn.contract.machine.v1.ImageSource;
import io.cairn.contract.machine.v1.LogOptions;
import io.cairn.contract.machine.v1.MachineSpec;
import io.cairn.contract.machine.v1.MachineState;
import io.cairn.contract.machine.v1.NetworkInterface;
import io.cairn.contract.machine.v1.ObservedMachine;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.Power;
import io.cairn.contract.machine.v1.RestartPolicy;
import io.cairn.contract.machine.v1.StreamKind;
import io.cairn.node.FakePlane;
import io.cairn.node.Waiting;
import io.cairn.node.adapter.disk.ImageCache;
import io.cairn.node.adapter.disk.MachineFiles;
import io.cairn.node.adapter.files.JsonBook;
import io.cairn.node.adapter.grpc.Consoles;
import io.cairn.node.adapter.grpc.PlaneLink;
import io.cairn.node.adapter.host.Programs;
import io.cairn.node.adapter.log.FileConsoleLogs;
import io.cairn.node.application.Keeper;
import io.cairn.node.application.Loads;
import io.cairn.node.domain.Keeping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole agent but its certificate, on this machine's libvirt and QEMU, told by a plane on a socket. */
class RealMachineTest {
    private static final String URI = "qemu:///system";
    private static final String NETWORK = "cairntest0";
    private static final String PREFIX = "10.213.77";
    private static final String MAC = "52:54:00:c0:ff:ee";

    private final String uid = UUID.randomUUID().toString();
    private final byte[] disk = BootSector.disk();
    private Path data = Path.of("/nowhere");
    private FakePlane plane = newPlane();
    private Running agent = new Running(List.of());

    /** Closed in order. */
    private record Running(List<AutoCloseable> parts) {
        void stop() throws Exception {
            for (var part : parts) {
                part.close();
            }
        }
    }

    private static FakePlane newPlane() {
        try {
            return new FakePlane();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.exists(Path.of("/run/libvirt/libvirt-sock")), "libvirtd runs here");
        data = Files.createTempDirectory(Path.of("/var/tmp"), "cairn-agent");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        agent = startAgent();
    }

    private Running startAgent() throws IOException {
        var images = new ImageCache(data, (_, offset, length, to) -> {
            var bytes = ByteBuffer.wrap(disk, (int) offset, (int) length);
            var at = offset;
            while (bytes.hasRemaining()) {
                at += to.write(bytes, at);
            }
        });
        var files = new MachineFiles(data, images);
        var host = new LibvirtHost(URI, "test-node", "qemu", NETWORK, PREFIX, files);
        var keeper = new Keeper(host, new JsonBook(data), Clock.systemUTC());
        keeper.recover();
        var logs = new FileConsoleLogs(data, new Keeping(1 << 20, Duration.ofDays(30)), Clock.systemUTC());
        files.onRemove(logs::forget);
        logs.start();
        var loads = new Loads(host, Clock.systemUTC());
        var consoles = new Consoles(keeper, files, logs, host::screen, plane.channel());
        var link = new PlaneLink(keeper, loads::look, plane.channel(), UUID.randomUUID().toString(), "boot",
                consoles::open);
        link.start();
        return new Running(List.of(link, consoles, keeper, logs, host));
    }

    @AfterEach
    void clean() throws Exception {
        agent.stop();
        plane.close();
        Programs.run(20, "virsh", "-q", "destroy", uid);
        Programs.run(20, "virsh", "-q", "undefine", uid);
        Programs.run(20, "virsh", "-q", "net-destroy", NETWORK);
        Programs.run(20, "virsh", "-q", "net-undefine", NETWORK);
        if (Files.exists(data) && data.startsWith("/var/tmp")) {
            try (var files = Files.walk(data)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private DesiredMachine running() throws Exception {
        var digest = "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(disk));
        return DesiredMachine.newBuilder()
                .setVmUid(uid)
                .setEpoch(1)
                .setGeneration(1)
                .setPower(Power.POWER_RUNNING)
                .setRestartPolicy(RestartPolicy.RESTART_POLICY_ALWAYS)
                .setRun(1)
                .setSpec(MachineSpec.newBuilder()
                        .setOrganisation("default")
                        .setNamespace("team-a")
                        .setName("web")
                        .setHostname("web")
                        .setCpus(1)
                        .setMemoryMib(32)
                        .setRootDiskMib(16)
                        .setImage(ImageSource.newBuilder()
                                .setName("sector")
                                .setDiskDigest(digest)
                                .setDiskFormat("raw")
                                .setDiskBytes(disk.length))
                        .addInterfaces(NetworkInterface.newBuilder().setNetwork("default").setMac(MAC)))
                .build();
    }

    private ObservedMachine await(String what, UnaryOperator<ObservedMachine> nothing, MachineState state, int run)
            throws Exception {
        Waiting.until(what, 60, () -> plane.machine(uid)
                .filter(m -> m.getState() == state && m.getRun() == run)
                .isPresent());
        return nothing.apply(plane.machine(uid).orElseThrow());
    }

    private ObservedMachine await(MachineState state, int run) throws Exception {
        return await("%s, run %d".formatted(state, run), UnaryOperator.identity(), state, run);
    }

    private long qemu() {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().filter(line -> line.contains("uuid " + uid)).isPresent())
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElse(0);
    }

    @Test
    void a_machine_lives_through_kills_and_restarts_and_leaves_nothing_behind() throws Exception {
        plane.want(running());
        var first = await(MachineState.MACHINE_STATE_RUNNING, 1);
        assertThat(first.getAddressesList()).hasSize(1);
        Waiting.until("the type of the domain", 60,
                () -> plane.machine(uid).map(ObservedMachine::getDomainType).filter("qemu"::equals).isPresent());
        greetsOnItsConsoleAndEchoes();
        showsItsScreenToSeveral();
        tellsWhatItUses();
        comesBackAfterAKill(first);
        runsOnWithoutItsAgent();
        isPausedAndResumedAsTheSameProcess();
        stopsAndStartsAgain();
        isGoneWithoutATrace(first.getAddresses(0).getIp());
    }

    private void greetsOnItsConsoleAndEchoes() throws Exception {
        var log = data.resolve("machines").resolve(uid).resolve("console.log");
        Waiting.until("a greeting in the log", 60,
                () -> Files.exists(log) && Files.readString(log).contains(BootSector.GREETING));
        plane.open(OpenStream.newBuilder()
                .setSession("log")
                .setVmUid(uid)
                .setEpoch(1)
                .setKind(StreamKind.STREAM_KIND_CONSOLE_LOG)
                .setLog(LogOptions.newBuilder().setTimestamps(true))
                .build());
        Waiting.until("the log over the stream", 60, () -> plane.console().contains(BootSector.GREETING));
        assertThat(plane.console()).as("with its time").matches("(?s)20[0-9-]+T[0-9:]+\\.[0-9]{3}Z .*");
        plane.hangUp();
        plane.open(OpenStream.newBuilder()
                .setSession("console")
                .setVmUid(uid)
                .setEpoch(1)
                .setKind(StreamKind.STREAM_KIND_CONSOLE)
                .build());
        Waiting.until("attached", 60, plane::attached);
        Waiting.until("an echo", 60, () -> {
            plane.type("x");
            return plane.console().contains("x");
        });
        plane.hangUp();
    }

    /** QEMU speaks first; two viewers at once, because none may put out another. */
    private void showsItsScreenToSeveral() throws Exception {
        for (var session : List.of("screen-1", "screen-2")) {
            plane.open(OpenStream.newBuilder()
                    .setSession(session)
                    .setVmUid(uid)
                    .setEpoch(1)
                    .setKind(StreamKind.STREAM_KIND_SCREEN)
                    .build());
        }
        Waiting.until("two greetings", 60, () -> plane.console().equals("RFB 003.008\nRFB 003.008\n"));
        plane.type("RFB 003.008\n");
        // One way to come in, which is none: the socket is the guard.
        Waiting.until("the ways to come in", 60, () -> plane.console().endsWith("\u0001\u0001"));
        plane.hangUp();
    }

    private void tellsWhatItUses() throws Exception {
        plane.askUsage(uid);
        Waiting.until("a first look", 60, () -> plane.usage().getMachinesCount() == 1);
        var first = plane.usage().getMachines(0);
        assertThat(first.getAssignedKib()).isEqualTo(32 << 10);
        assertThat(first.getResidentKib()).isPositive();
        assertThat(first.getVcpus()).isEqualTo(1);
        assertThat(first.getTotal().getCpuNanos()).isPositive();
        assertThat(first.getTotal().getReads()).as("its boot sector was read").isPositive();
        assertThat(first.hasPerSecond()).isFalse();
        Waiting.until("a later look has rates", 60, () -> {
            plane.askUsage(uid);
            return plane.usage().getMachinesCount() == 1 && plane.usage().getMachines(0).hasPerSecond()
                    && plane.usage().getWindowMillis() > 0;
        });
        plane.askUsage(UUID.randomUUID().toString());
        Waiting.until("nothing of a machine that is not here", 60, () -> plane.usage().getMachinesCount() == 0);
    }

    private void comesBackAfterAKill(ObservedMachine before) throws Exception {
        var pid = qemu();
        assertThat(pid).isPositive();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Waiting.until("a second start", 60, () -> plane.machine(uid)
                .filter(m -> m.getStarts() == 2 && m.getState() == MachineState.MACHINE_STATE_RUNNING)
                .isPresent());
        var after = plane.machine(uid).orElseThrow();
        assertThat(after.getLastExit()).isEqualTo(ExitCause.EXIT_CAUSE_CRASHED);
        assertThat(after.getAddressesList()).isEqualTo(before.getAddressesList());
        assertThat(qemu()).isPositive().isNotEqualTo(pid);
    }

    private void runsOnWithoutItsAgent() throws Exception {
        var pid = qemu();
        agent.stop();
        assertThat(qemu()).isEqualTo(pid);
        agent = startAgent();
        await(MachineState.MACHINE_STATE_RUNNING, 1);
        assertThat(qemu()).isEqualTo(pid);
    }

    private void isPausedAndResumedAsTheSameProcess() throws Exception {
        var pid = qemu();
        plane.want(running().toBuilder().setPower(Power.POWER_PAUSED).build());
        await(MachineState.MACHINE_STATE_PAUSED, 1);
        assertThat(Programs.run(20, "virsh", "-q", "domstate", uid).output()).contains("paused");
        agent.stop();
        agent = startAgent();
        await(MachineState.MACHINE_STATE_PAUSED, 1);
        plane.want(running());
        await(MachineState.MACHINE_STATE_RUNNING, 1);
        assertThat(qemu()).isEqualTo(pid);
        plane.want(running().toBuilder().setPower(Power.POWER_PAUSED).build());
        await(MachineState.MACHINE_STATE_PAUSED, 1);
    }

    private void stopsAndStartsAgain() throws Exception {
        plane.want(running().toBuilder().setPower(Power.POWER_OFF).setGeneration(2).build());
        Waiting.until("off", 60, () -> plane.machine(uid)
                .filter(m -> m.getState() == MachineState.MACHINE_STATE_OFF && m.getGeneration() == 2)
                .isPresent());
        assertThat(plane.machine(uid).orElseThrow().getLastExit()).isEqualTo(ExitCause.EXIT_CAUSE_REQUESTED);
        assertThat(qemu()).isZero();
        plane.want(running().toBuilder().setRun(2).setGeneration(3).build());
        await(MachineState.MACHINE_STATE_RUNNING, 2);
    }

    private void isGoneWithoutATrace(String ip) throws Exception {
        plane.want(DesiredMachine.newBuilder()
                .setVmUid(uid)
                .setEpoch(1)
                .setGeneration(4)
                .setPower(Power.POWER_ABSENT)
                .build());
        Waiting.until("absent", 60, () -> plane.machine(uid)
                .filter(m -> m.getState() == MachineState.MACHINE_STATE_ABSENT)
                .isPresent());
        assertThat(qemu()).isZero();
        assertThat(Programs.run(20, "virsh", "-q", "domstate", uid).exit()).isNotZero();
        assertThat(data.resolve("dhcp")).isEmptyDirectory();
        assertThat(Files.exists(data.resolve("machines").resolve(uid))).isFalse();
    }
}
