package io.cairn.node.adapter.grpc;

import com.google.protobuf.ByteString;
import io.cairn.contract.machine.v1.Frame;
import io.cairn.contract.machine.v1.MachinesGrpc;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.StreamKind;
import io.cairn.node.adapter.disk.MachineFiles;
import io.cairn.node.application.ConsoleLogs;
import io.cairn.node.application.Host;
import io.cairn.node.application.Keeper;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dials the plane with the console, the console log or the screen of a machine. */
public final class Consoles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Consoles.class);
    private static final long READY_SECONDS = 30;

    private final Keeper keeper;
    private final MachineFiles files;
    private final ConsoleLogs logs;
    private final Sockets screens;
    private final Channel channel;
    private final Map<String, ConsoleHub> hubs = new ConcurrentHashMap<>();

    public Consoles(Keeper keeper, MachineFiles files, ConsoleLogs logs, Sockets screens, Channel channel) {
        this.keeper = keeper;
        this.files = files;
        this.logs = logs;
        this.screens = screens;
        this.channel = channel;
    }

    /** Where the screen of a machine is; throws an IOException that says why there is none. */
    @FunctionalInterface
    public interface Sockets {
        Path of(String uid) throws IOException, InterruptedException;
    }

    /** Serves a stream on a thread of its own. */
    public void open(OpenStream request) {
        Thread.ofVirtual().name("attach-" + request.getSession()).start(() -> serve(request));
    }

    /** The agent's end of one call; a slow plane slows the sender. */
    static final class Line implements ClientResponseObserver<Frame, Frame>, ConsoleLogs.Reader {
        private volatile boolean over;
        private ClientCallStreamObserver<Frame> out;
        private volatile Consumer<byte[]> input = _ -> {};
        private volatile Runnable end = () -> {};

        Line(ClientCallStreamObserver<Frame> nothing) {
            out = nothing;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Frame> stream) {
            out = stream;
        }

        @Override
        public void onNext(Frame frame) {
            input.accept(frame.getData().toByteArray());
        }

        @Override
        public void onError(Throwable error) {
            end();
        }

        @Override
        public void onCompleted() {
            end();
        }

        private void end() {
            over = true;
            end.run();
        }

        /**
         * Joins what stands behind the line.
         *
         * @param to takes what comes from the plane; may block
         * @param atEnd called when the plane has ended the line, at once if it has already; may be called twice
         */
        void joined(Consumer<byte[]> to, Runnable atEnd) {
            input = to;
            end = atEnd;
            if (over) {
                atEnd.run();
            }
        }

        @Override
        public boolean over() {
            return over;
        }

        /** Sends bytes; throws if the plane does not take them within 30 s. */
        @Override
        public void send(byte[] bytes, int length) throws IOException, InterruptedException {
            var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
            while (!out.isReady() && !over) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("The plane does not take what the machine says");
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
            synchronized (out) {
                if (!over) {
                    out.onNext(Frame.newBuilder().setData(ByteString.copyFrom(bytes, 0, length)).build());
                }
            }
        }
    }

    private void serve(OpenStream request) {
        var line = new Line(NoCall.INSTANCE);
        var ready = MachinesGrpc.newStub(channel).attach(line);
        ready.onNext(Frame.newBuilder().setSession(request.getSession()).build());
        try {
            if (!keeper.holds(request.getVmUid(), request.getEpoch())) {
                refuse(line, "NotHere", "the machine is not on this node at that epoch");
            } else if (request.getKind() == StreamKind.STREAM_KIND_CONSOLE) {
                console(request, line);
            } else if (request.getKind() == StreamKind.STREAM_KIND_SCREEN) {
                new Screen(screens.of(request.getVmUid())).show(line);
            } else {
                logs.read(request.getVmUid(), Wire.query(request.getLog()), line);
            }
            ready.onCompleted();
        } catch (Host.Trouble e) {
            refuse(line, e.reason(), String.valueOf(e.getMessage()));
            ready.onCompleted();
        } catch (IOException e) {
            refuse(line, "ConsoleFailed", String.valueOf(e.getMessage()));
            ready.onCompleted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("vm", request.getVmUid()).setCause(e).log("A console stream failed");
        }
    }

    private void console(OpenStream request, Line line) throws IOException, InterruptedException {
        var uid = request.getVmUid();
        var hub = hubs.computeIfAbsent(uid, _ -> new ConsoleHub(files.consoleSocket(uid)));
        line.joined(hub::type, () -> {});
        try {
            hub.watch(line);
        } finally {
            if (hub.leave(line)) {
                hubs.remove(uid, hub);
            }
        }
    }

    private static void refuse(Line line, String reason, String message) {
        synchronized (line.out) {
            if (!line.over()) {
                line.out.onNext(Frame.newBuilder().setErrorReason(reason).setErrorMessage(message).build());
            }
        }
    }

    @Override
    public void close() {
        hubs.values().forEach(ConsoleHub::close);
    }
}
