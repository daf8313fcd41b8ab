package io.cairn.vm.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cairn.contract.machine.v1.Frame;
import io.cairn.contract.machine.v1.MachinesGrpc;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.PlaneMessage;
import io.cairn.contract.machine.v1.StreamKind;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.Machines;
import io.cairn.vm.application.MemoryVms;
import io.cairn.vm.application.MemoryWork;
import io.cairn.vm.application.MovingClock;
import io.cairn.vm.application.Observing;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams over a real gRPC socket, with an agent that dials back as it is asked to. */
class AttachmentsTest {
    private static final String UID = Machines.uid(1);
    private static final Caller ANN = new Caller("ann", List.of(), "default", "r1");

    private final MemoryVms vms = new MemoryVms();
    private final NodeStreams streams = new NodeStreams(vms, new Observing(vms, new MemoryWork()), new MovingClock());
    private final Attachments attachments = new Attachments(() -> streams, () -> vms, () -> "session-1");
    private final BlockingQueue<OpenStream> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> atNode = new LinkedBlockingQueue<>();
    private final Viewer viewer = new Viewer();
    private Server server;
    private ManagedChannel channel;

    /** The caller's end of a stream. */
    private static final class Viewer implements Subresource.Session {
        private final BlockingQueue<byte[]> typed = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

        @Override
        public Optional<byte[]> receive() throws InterruptedException {
            return Optional.of(typed.take()).filter(bytes -> bytes.length > 0);
        }

        @Override
        public void send(byte[] bytes) {
            shown.add(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void open() throws IOException {
        vms.put(Machines.metadata(UID, 1, false), Machines.spec(VmSpec.RunStrategy.ALWAYS), Machines.running());
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new MachinesGrpc.MachinesImplBase() {
                    @Override
                    public StreamObserver<Frame> attach(StreamObserver<Frame> out) {
                        return attachments.dialled(Machines.NODE, out);
                    }
                })
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
        var in = streams.connect(Machines.NODE, new StreamObserver<>() {
            @Override
            public void onNext(PlaneMessage message) {
                if (message.hasOpenStream()) {
                    asked.add(message.getOpenStream());
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {}
        });
        assertThat(in).isNotNull();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
        streams.close();
    }

    private Resource<VmSpec, VmFacts, VmStatus> vm() {
        return vms.find(UID).orElseThrow();
    }

    private Subresource.Stream<VmSpec, VmFacts, VmStatus> screen() {
        return attachments.streams()
                .stream()
                .filter(stream -> stream.name().equals("vnc"))
                .map(stream -> (Subresource.Stream<VmSpec, VmFacts, VmStatus>) stream)
                .findFirst()
                .orElseThrow();
    }

    private CompletableFuture<Void> opened() {
        return CompletableFuture.runAsync(() -> {
            try {
                screen().open().run(ANN, vm(), Map.of(), viewer);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    /** The agent dials and says hello. */
    private StreamObserver<Frame> dialled() throws InterruptedException {
        var request = Optional.ofNullable(asked.poll(30, TimeUnit.SECONDS)).orElseThrow();
        assertThat(request.getKind()).isEqualTo(StreamKind.STREAM_KIND_SCREEN);
        assertThat(request.getEpoch()).isEqualTo(1);
        var line = MachinesGrpc.newStub(channel).attach(new StreamObserver<>() {
            @Override
            public void onNext(Frame frame) {
                atNode.add(frame.getData().toStringUtf8());
            }

            @Override
            public void onError(Throwable error) {
                atNode.add("broken");
            }

            @Override
            public void onCompleted() {
                atNode.add("over");
            }
        });
        line.onNext(Frame.newBuilder().setSession(request.getSession()).build());
        line.onNext(data("RFB 003.008\n"));
        assertThat(viewer.shown.poll(30, TimeUnit.SECONDS)).isEqualTo("RFB 003.008\n");
        return line;
    }

    private static Frame data(String text) {
        return Frame.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
    }

    @Test
    void bytes_go_both_ways_until_the_viewer_leaves() throws Exception {
        var run = opened();
        dialled();
        viewer.typed.add("RFB 003.008\n".getBytes(StandardCharsets.UTF_8));
        assertThat(atNode.poll(30, TimeUnit.SECONDS)).isEqualTo("RFB 003.008\n");
        viewer.typed.add(new byte[0]);
        run.get(30, TimeUnit.SECONDS);
        assertThat(atNode.poll(30, TimeUnit.SECONDS)).isEqualTo("over");
    }

    @Test
    void a_stream_ends_when_its_machine_is_placed_anew_and_not_before() throws Exception {
        var run = opened();
        var line = dialled();
        attachments.changed(List.of(UID, Machines.uid(2)));
        line.onNext(data("still here"));
        assertThat(viewer.shown.poll(30, TimeUnit.SECONDS)).isEqualTo("still here");
        var placed = vms.change(UID, facts -> facts.placedOn(Machines.PLACE)).orElseThrow();
        assertThat(placed.facts().epoch()).isEqualTo(2);
        attachments.changed(List.of(UID));
        assertThatThrownBy(() -> run.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the machine was placed anew or removed");
        assertThat(atNode.poll(30, TimeUnit.SECONDS)).isEqualTo("over");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                                             # uid,                                 epoch, refused
                                             -,                                     -,     -
                                             00000001-0000-4000-8000-000000000000,  1,     -
                                             00000001-0000-4000-8000-000000000000,  2,     'epoch is 1, and epoch 2 was asked for'
                                             00000002-0000-4000-8000-000000000000,  1,     'another machine of the same name'
                                             """)
    void a_stream_is_of_the_machine_that_was_meant(@Nullable String uid, @Nullable String epoch,
            @Nullable String refused) {
        var query = new java.util.HashMap<String, String>();
        Optional.ofNullable(uid).ifPresent(value -> query.put("uid", value));
        Optional.ofNullable(epoch).ifPresent(value -> query.put("epoch", value));
        if (refused == null) {
            screen().admit().admit(vm(), query);
        } else {
            assertThatThrownBy(() -> screen().admit().admit(vm(), query)).isInstanceOf(Refusal.class)
                    .hasMessageContaining(refused);
        }
    }

    @Test
    void a_machine_that_is_nowhere_has_no_screen() {
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        assertThatThrownBy(() -> screen().admit().admit(vm(), Map.of())).isInstanceOf(Refusal.class)
                .hasMessageContaining("not placed on a node yet");
    }
}
