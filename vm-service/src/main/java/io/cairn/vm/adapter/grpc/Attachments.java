package io.cairn.vm.adapter.grpc;

import com.google.protobuf.ByteString;
import io.cairn.contract.machine.v1.Frame;
import io.cairn.contract.machine.v1.LogOptions;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.StreamKind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Byte streams between a caller of the API and a machine: the plane asks the node, the node dials back. */
public final class Attachments {
    private static final long DIAL_SECONDS = 30;
    private static final long READY_SECONDS = 30;
    private static final int MAX_FRAME = 64 << 10;
    private static final Frame END = Frame.getDefaultInstance();

    private final Supplier<NodeStreams> nodes;
    private final Supplier<Vms> vms;
    private final Supplier<String> sessions;
    private final Map<String, Attachment> open = new ConcurrentHashMap<>();

    /** @param sessions makes unguessable ids */
    public Attachments(Supplier<NodeStreams> nodes, Supplier<Vms> vms, Supplier<String> sessions) {
        this.nodes = nodes;
        this.vms = vms;
        this.sessions = sessions;
    }

    /** One stream; frames are asked for one by one, so that a slow caller slows the node instead of filling memory. */
    private static final class Attachment {
        private final String node;
        private final String vm;
        private final long epoch;
        private final CountDownLatch dialled = new CountDownLatch(1);
        private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
        private volatile Optional<ServerCallStreamObserver<Frame>> out = Optional.empty();

        Attachment(String node, String vm, long epoch) {
            this.node = node;
            this.vm = vm;
            this.epoch = epoch;
        }

        boolean of(Resource<VmSpec, VmFacts, VmStatus> machine) {
            return machine.facts().epoch() == epoch
                    && machine.facts().place().filter(place -> place.node().equals(node)).isPresent();
        }
    }

    public List<Subresource<VmSpec, VmFacts, VmStatus>> streams() {
        return List.of(
                interactive("console", "The serial console, interactive (WebSocket)", StreamKind.STREAM_KIND_CONSOLE),
                interactive("vnc", "The screen, as RFB for VNC viewers (WebSocket of binary frames)",
                        StreamKind.STREAM_KIND_SCREEN),
                new Subresource.Stream<>("consolelog",
                        "The kept output of the serial console, as kubectl logs shows it",
                        false,
                        (_, vm, query, session) -> run(vm, StreamKind.STREAM_KIND_CONSOLE_LOG, query, session)));
    }

    private Subresource<VmSpec, VmFacts, VmStatus> interactive(String name, String description, StreamKind kind) {
        return new Subresource.Stream<>(name, description, true, Meant::check,
                (_, vm, query, session) -> run(vm, kind, query, session));
    }

    /** Ends the streams of machines that are not any more where they were, or what they were. */
    public void changed(List<String> uids) {
        open.values()
                .stream()
                .filter(attachment -> uids.contains(attachment.vm))
                .filter(attachment -> vms.get().find(attachment.vm).filter(attachment::of).isEmpty())
                .forEach(attachment -> attachment.frames.add(Frame.newBuilder()
                        .setErrorReason("PlacedAnew")
                        .setErrorMessage("the machine was placed anew or removed: open the stream again")
                        .build()));
    }

    private void run(Resource<VmSpec, VmFacts, VmStatus> vm, StreamKind kind, Map<String, String> query,
            Subresource.Session session) throws IOException, InterruptedException {
        var place = Meant.place(vm);
        var log = kind == StreamKind.STREAM_KIND_CONSOLE_LOG
                ? new LogParameters(query).read()
                : LogOptions.getDefaultInstance();
        var id = sessions.get();
        var attachment = new Attachment(place.node(), vm.uid(), vm.facts().epoch());
        open.put(id, attachment);
        try {
            var request = OpenStream.newBuilder()
                    .setSession(id)
                    .setVmUid(vm.uid())
                    .setEpoch(vm.facts().epoch())
                    .setKind(kind)
                    .setLog(log)
                    .build();
            if (!nodes.get().open(place.node(), request) || !attachment.dialled.await(DIAL_SECONDS, TimeUnit.SECONDS)) {
                throw new Refusal(Reason.SERVICE_UNAVAILABLE, "Node %s cannot be reached; the machine may run on"
                        .formatted(place.node()), List.of(), Optional.of(5));
            }
            pump(vm, attachment, kind, session);
        } finally {
            open.remove(id);
            attachment.out.ifPresent(Attachments::complete);
        }
    }

    private static void complete(ServerCallStreamObserver<Frame> out) {
        synchronized (out) {
            if (!out.isCancelled()) {
                out.onCompleted();
            }
        }
    }

    private static void pump(Resource<VmSpec, VmFacts, VmStatus> vm, Attachment attachment, StreamKind kind,
            Subresource.Session session) throws IOException, InterruptedException {
        var out = attachment.out.orElseThrow();
        if (kind != StreamKind.STREAM_KIND_CONSOLE_LOG) {
            Thread.ofVirtual().name("console-input").start(() -> input(attachment, out, session));
        }
        var begun = false;
        while (true) {
            var frame = attachment.frames.poll(1, TimeUnit.HOURS);
            if (frame == null || frame == END) {
                return;
            }
            if (!frame.getErrorReason().isEmpty()) {
                if (begun) {
                    throw new IOException(frame.getErrorMessage());
                }
                throw new Refusal(Reason.CONFLICT, "Machine %s: %s".formatted(vm.key(), frame.getErrorMessage()));
            }
            if (!frame.getData().isEmpty()) {
                session.send(frame.getData().toByteArray());
                begun = true;
            }
            out.request(1);
        }
    }

    private static void input(Attachment attachment, ServerCallStreamObserver<Frame> out, Subresource.Session session) {
        try {
            var typed = session.receive();
            while (typed.isPresent() && !out.isCancelled()) {
                var bytes = typed.get();
                for (var at = 0; at < bytes.length; at += MAX_FRAME) {
                    awaitReady(out);
                    synchronized (out) {
                        out.onNext(Frame.newBuilder()
                                .setData(ByteString.copyFrom(bytes, at,
                                        Math.min(MAX_FRAME, bytes.length - at)))
                                .build());
                    }
                }
                typed = session.receive();
            }
        } catch (IOException | RuntimeException gone) {
            attachment.frames.add(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        attachment.frames.add(END);
    }

    /** Waits until the node takes more: what a caller sends is not heaped up here. */
    private static void awaitReady(ServerCallStreamObserver<Frame> out) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!out.isReady() && !out.isCancelled()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The node does not take what is sent to the machine");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** A node dials: its first frame names the session. */
    StreamObserver<Frame> dialled(String node, StreamObserver<Frame> observer) {
        var out = (ServerCallStreamObserver<Frame>) observer;
        out.disableAutoRequest();
        out.request(1);
        return new StreamObserver<>() {
            private Optional<Attachment> attachment = Optional.empty();

            @Override
            public void onNext(Frame frame) {
                if (attachment.isPresent()) {
                    attachment.get().frames.add(frame);
                    return;
                }
                attachment = Optional.ofNullable(open.get(frame.getSession()))
                        .filter(waiting -> waiting.node.equals(node) && waiting.out.isEmpty());
                if (attachment.isEmpty()) {
                    out.onError(Status.NOT_FOUND.withDescription("No such session").asRuntimeException());
                    return;
                }
                attachment.get().out = Optional.of(out);
                attachment.get().frames.add(frame);
                attachment.get().dialled.countDown();
            }

            @Override
            public void onError(Throwable error) {
                attachment.ifPresent(a -> a.frames.add(END));
            }

            @Override
            public void onCompleted() {
                attachment.ifPresent(a -> a.frames.add(END));
            }
        };
    }
}
