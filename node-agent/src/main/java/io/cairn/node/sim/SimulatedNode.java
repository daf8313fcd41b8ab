package io.cairn.node.sim;

import io.cairn.contract.machine.v1.Frame;
import io.cairn.contract.machine.v1.MachinesGrpc;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.StreamKind;
import io.cairn.contract.scheduler.v1.Accelerator;
import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.PciDevice;
import io.cairn.node.adapter.grpc.CellMessages;
import io.cairn.node.adapter.grpc.NodeReports;
import io.cairn.node.adapter.grpc.PlaneLink;
import io.cairn.node.adapter.sim.SimulatedHost;
import io.cairn.node.adapter.sim.VolatileBook;
import io.cairn.node.application.Keeper;
import io.cairn.node.application.Loads;
import io.cairn.node.domain.Cell;
import io.cairn.node.domain.CpuChoice;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** One simulated node: a host in memory, and the real keeper and real links to the plane. */
public final class SimulatedNode implements AutoCloseable {
    private final String name;
    private final Size size;
    private final SimulatedHost host;
    private final VolatileBook book = new VolatileBook();
    private final Lossy lossy = new Lossy(ThreadLocalRandom.current());
    private final Plane plane;
    private final Clock clock;
    private int lives;
    private int boots = 1;
    private Running running;

    /**
     * What the host has.
     *
     * @param memoryMib in ordinary pages
     * @param cells NUMA nodes, over which all of it is spread evenly
     * @param hugepages2Mi pages of 2 MiB on each
     * @param hugepages1Gi pages of 1 GiB on each
     * @param bandwidthMbps of its uplink; 0 if it does not know
     */
    public record Size(int cpus, long memoryMib, long diskMib, List<PciDevice> devices, int cells, int hugepages2Mi,
            int hugepages1Gi, int bandwidthMbps) {
        public Size {
            devices = List.copyOf(devices);
        }

        /** With one NUMA node, and neither devices nor huge pages, nor bandwidth that it knew of. */
        public Size(int cpus, long memoryMib, long diskMib) {
            this(cpus, memoryMib, diskMib, List.of(), 1, 0, 0, 0);
        }

        /** @param pagesOf2Mi on each, as are those of 1 GiB */
        public Size withCells(int count, int pagesOf2Mi, int pagesOf1Gi) {
            return new Size(cpus, memoryMib, diskMib, devices, count, pagesOf2Mi, pagesOf1Gi, bandwidthMbps);
        }

        public Size withBandwidth(int mbps) {
            return new Size(cpus, memoryMib, diskMib, devices, cells, hugepages2Mi, hugepages1Gi, mbps);
        }

        /** CPUs are numbered through, cell by cell. */
        List<Cell> numa() {
            return IntStream.range(0, cells)
                    .mapToObj(i -> new Cell(i, CpuChoice.vcpus(cpus, cells, i),
                            memoryMib / cells + hugepages2Mi * 2L + hugepages1Gi * 1_024L, hugepages2Mi,
                            hugepages1Gi))
                    .toList();
        }

        /** With so many devices more, each alone in its IOMMU group, the first half of them near the first NUMA node. */
        public Size with(String deviceClass, String model, int count) {
            var more = new ArrayList<>(devices);
            for (var i = 0; i < count; i++) {
                var number = devices.size() + i + 1;
                more.add(PciDevice.newBuilder()
                        .setAddress("0000:%02x:%02x.0".formatted(number / 32 + 1, number % 32))
                        .setClass_(deviceClass)
                        .setModel(model)
                        .setIommuGroup(number)
                        .setNumaNode(2 * i / count)
                        .setShareable(true)
                        .build());
            }
            return new Size(cpus, memoryMib, diskMib, more, cells, hugepages2Mi, hugepages1Gi, bandwidthMbps);
        }
    }

    /**
     * Where a node dials; each channel carries the node's identity.
     *
     * @param nodes empty for a node that is not in the scheduler's inventory
     */
    public record Plane(Channel machines, Optional<Channel> nodes) {}

    private record Running(Keeper keeper, PlaneLink link, Optional<NodeReports> reports) {
        void stop() {
            reports.ifPresent(NodeReports::close);
            link.close();
            keeper.close();
        }
    }

    public SimulatedNode(String name, Size size, Plane plane, Clock clock) throws IOException {
        this.name = name;
        this.size = size;
        this.host = new SimulatedHost(size.numa());
        this.plane = plane;
        this.clock = clock;
        this.running = run();
    }

    private Running run() throws IOException {
        var instance = "%s-%d".formatted(name, ++lives);
        var keeper = new Keeper(host, book, clock);
        keeper.recover();
        var channel = ClientInterceptors.intercept(plane.machines(), lossy);
        var loads = new Loads(host, clock);
        var link = new PlaneLink(keeper, loads::look, channel, instance, bootId(), request -> refuse(channel, request));
        link.start();
        var reports = plane.nodes()
                .map(nodes -> new NodeReports(this::inventory, nodes, () -> false, instance, bootId()));
        reports.ifPresent(NodeReports::start);
        return new Running(keeper, link, reports);
    }

    private String bootId() {
        return "%s-boot-%d".formatted(name, boots);
    }

    /** A simulated machine has neither console nor screen; it says so. */
    private static void refuse(Channel channel, OpenStream request) {
        var line = MachinesGrpc.newStub(channel).attach(new StreamObserver<>() {
            @Override
            public void onNext(Frame frame) {}

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {}
        });
        line.onNext(Frame.newBuilder().setSession(request.getSession()).build());
        line.onNext(Frame.newBuilder()
                .setErrorReason("Simulated")
                .setErrorMessage("a simulated machine has no "
                        + (request.getKind() == StreamKind.STREAM_KIND_SCREEN ? "screen" : "console"))
                .build());
        line.onCompleted();
    }

    private Inventory inventory() {
        var inventory = Inventory.newBuilder()
                .setCpus(size.cpus())
                .setDiskMib(size.diskMib())
                .setBandwidthMbps(size.bandwidthMbps())
                .setAccelerator(Accelerator.ACCELERATOR_KVM)
                .setArchitecture("x86_64")
                .setCpuModel("simulated")
                .setSimulated(true)
                .setAttachesDevices(true)
                .addAllDevices(size.devices());
        CellMessages.add(inventory, size.numa(), size.memoryMib());
        return inventory.build();
    }

    public String name() {
        return name;
    }

    public SimulatedHost host() {
        return host;
    }

    public Keeper keeper() {
        return running.keeper();
    }

    /** Loses this share of the messages to the plane. */
    public void loseMessages(double share) {
        lossy.lose(share);
    }

    /** The agent dies and comes back; the host goes on. */
    public synchronized void restartAgent() throws IOException {
        running.stop();
        running = run();
    }

    /** The host loses power and comes back, and its agent with it. */
    public synchronized void reboot() throws IOException {
        running.stop();
        host.powerFails();
        boots++;
        running = run();
    }

    @Override
    public synchronized void close() {
        running.stop();
    }
}
