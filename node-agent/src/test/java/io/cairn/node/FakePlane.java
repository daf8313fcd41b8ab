package io.cairn.node;

import com.google.protobuf.ByteString;
import io.cairn.contract.machine.v1.DesiredMachine;
import io.cairn.contract.machine.v1.DesiredMachines;
import io.cairn.contract.machine.v1.Frame;
import io.cairn.contract.machine.v1.MachinesGrpc;
import io.cairn.contract.machine.v1.NodeMessage;
import io.cairn.contract.machine.v1.Observations;
import io.cairn.contract.machine.v1.ObservedMachine;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.PlaneMessage;
import io.cairn.contract.machine.v1.UsageReport;
import io.cairn.contract.machine.v1.UsageRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The plane's side of the contract, on a real socket without TLS. */
public final class FakePlane extends MachinesGrpc.MachinesImplBase implements AutoCloseable {
    private final Server server;
    private final ManagedChannel channel;
    private final List<StreamObserver<PlaneMessage>> nodes = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private volatile DesiredMachines desired = DesiredMachines.getDefaultInstance();
    private volatile Observations seen = Observations.getDefaultInstance();
    private volatile UsageReport usage = UsageReport.getDefaultInstance();
    private volatile Optional<StreamObserver<Frame>> line = Optional.empty();

    public FakePlane() throws IOException {
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(this)
                .build()
                .start();
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    public void want(DesiredMachine... machines) {
        desired = DesiredMachines.newBuilder().addAllMachines(List.of(machines)).build();
        nodes.forEach(this::push);
    }

    private void push(StreamObserver<PlaneMessage> node) {
        synchronized (node) {
            node.onNext(PlaneMessage.newBuilder().setDesired(desired).build());
        }
    }

    public Optional<ObservedMachine> machine(String uid) {
        return seen.getMachinesList().stream().filter(m -> m.getVmUid().equals(uid)).findFirst();
    }

    public void open(OpenStream request) {
        nodes.forEach(node -> {
            synchronized (node) {
                node.onNext(PlaneMessage.newBuilder().setOpenStream(request).build());
            }
        });
    }

    /** Asks what machines use; {@link #usage} is the answer. */
    public void askUsage(String... uids) {
        var request = UsageRequest.newBuilder().setRequest(usage.getRequest() + 1).addAllVmUids(List.of(uids));
        nodes.forEach(node -> {
            synchronized (node) {
                node.onNext(PlaneMessage.newBuilder().setUsageRequest(request).build());
            }
        });
    }

    public UsageReport usage() {
        return usage;
    }

    public void type(String text) {
        line.orElseThrow().onNext(Frame.newBuilder().setData(ByteString.copyFromUtf8(text)).build());
    }

    public boolean attached() {
        return line.isPresent();
    }

    public synchronized String console() {
        return console.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    public void hangUp() {
        line.ifPresent(StreamObserver::onCompleted);
        line = Optional.empty();
        synchronized (this) {
            console.reset();
        }
    }

    @Override
    public StreamObserver<NodeMessage> sync(StreamObserver<PlaneMessage> out) {
        nodes.add(out);
        return new StreamObserver<>() {
            @Override
            public void onNext(NodeMessage message) {
                if (message.hasHello()) {
                    push(out);
                } else if (message.hasUsage()) {
                    usage = message.getUsage();
                } else {
                    seen = message.getObservations();
                }
            }

            @Override
            public void onError(Throwable error) {
                nodes.remove(out);
            }

            @Override
            public void onCompleted() {
                nodes.remove(out);
                out.onCompleted();
            }
        };
    }

    @Override
    public StreamObserver<Frame> attach(StreamObserver<Frame> out) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Frame frame) {
                if (!frame.getSession().isEmpty()) {
                    line = Optional.of(out);
                }
                synchronized (FakePlane.this) {
                    console.writeBytes(frame.getData().toByteArray());
                    console.writeBytes(frame.getErrorReasonBytes().toByteArray());
                }
            }

            @Override
            public void onError(Throwable error) {
                line = Optional.empty();
            }

            @Override
            public void onCompleted() {
                line = Optional.empty();
                out.onCompleted();
            }
        };
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
