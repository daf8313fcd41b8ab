package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.DesiredMachines;
import io.cairn.contract.machine.v1.NodeMessage;
import io.cairn.contract.machine.v1.Observations;
import io.cairn.contract.machine.v1.ObservedMachine;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.PlaneMessage;
import io.cairn.contract.machine.v1.UsageReport;
import io.cairn.contract.machine.v1.UsageRequest;
import io.cairn.vm.application.NodePush;
import io.cairn.vm.application.Observing;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.VmFacts;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live streams of the nodes. To a node goes the whole set of its machines, read anew each time, several wishes to
 * send becoming one message; from it come whole observations, of which only the newest waiting one is taken in.
 */
public final class NodeStreams implements NodePush, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeStreams.class);
    private static final Duration GRACE = Duration.ofSeconds(15);
    /** Agents report every 10 s: a stream that is open and says nothing for longer is dead, or its first word was lost. */
    private static final Duration MUTE = Duration.ofSeconds(25);

    private final Vms vms;
    private final Observing observing;
    private final Clock clock;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final Map<String, ReentrantLock> taking = new ConcurrentHashMap<>();
    private final Map<String, Instant> lastHeard = new ConcurrentHashMap<>();
    private final Map<Question, CompletableFuture<UsageReport>> asked = new ConcurrentHashMap<>();
    private final AtomicLong questions = new AtomicLong();
    private final Instant started;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    public NodeStreams(Vms vms, Observing observing, Clock clock) {
        this.vms = vms;
        this.observing = observing;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** One node's stream. */
    private final class Stream {
        private final String node;
        private final StreamObserver<PlaneMessage> out;
        private final AtomicLong revision = new AtomicLong();
        private final AtomicBoolean dirty = new AtomicBoolean();
        private final AtomicBoolean sending = new AtomicBoolean();
        private final AtomicReference<@Nullable Observations> waiting = new AtomicReference<>();
        private final AtomicBoolean taking = new AtomicBoolean();
        private final Leftovers leftovers;
        private String instance = "";
        private long sequence;

        Stream(String node, StreamObserver<PlaneMessage> out) {
            this.node = node;
            this.out = out;
            this.leftovers = new Leftovers(vms, node);
        }

        void send(PlaneMessage message) {
            synchronized (out) {
                out.onNext(message);
            }
        }

        /** Sends the set as it is now; a wish that comes while it is being sent is served right after. */
        void push() {
            dirty.set(true);
            run(sending, dirty, () -> {
                var desired = DesiredMachines.newBuilder().setRevision(revision.incrementAndGet());
                vms.onNode(node).forEach(vm -> desired.addMachines(DesiredMessages.of(vm)));
                leftovers.add(desired);
                send(PlaneMessage.newBuilder().setDesired(desired).build());
            });
        }

        void observe(Observations observations) {
            synchronized (this) {
                var later = !observations.getAgentInstance().equals(instance) || observations.getSequence() > sequence;
                if (!later) {
                    return;
                }
                instance = observations.getAgentInstance();
                sequence = observations.getSequence();
            }
            waiting.set(observations);
            var news = new AtomicBoolean(true);
            run(taking, news, () -> {
                var newest = waiting.getAndSet(null);
                if (newest != null) {
                    take(newest);
                }
            });
        }

        /** One report of a node at a time, and none of a stream that was replaced: the newer one knows better. */
        private void take(Observations newest) {
            var lock = NodeStreams.this.taking.computeIfAbsent(node, _ -> new ReentrantLock());
            lock.lock();
            try {
                if (streams.get(node) == this) {
                    observing.report(node, seen(newest));
                }
            } finally {
                lock.unlock();
            }
            var toBeTold = newest.getMachinesList()
                    .stream()
                    .filter(one -> misjudged(one) || leftovers.seen(one))
                    .toList();
            if (!toBeTold.isEmpty()) {
                push();
            }
        }

        /** The agent takes a machine of its node for an orphan: it was told a set without it, out of order. */
        private boolean misjudged(ObservedMachine machine) {
            return machine.getOrphan() && vms.find(machine.getVmUid())
                    .flatMap(vm -> vm.facts().place())
                    .filter(place -> place.node().equals(node))
                    .isPresent();
        }

        /** Runs the task on one thread at a time while there is something to do. */
        private void run(AtomicBoolean busy, AtomicBoolean more, Runnable task) {
            if (!busy.compareAndSet(false, true)) {
                return;
            }
            var submitted = workers.submit(() -> {
                try {
                    while (more.getAndSet(false) || waiting.get() != null && busy == taking) {
                        task.run();
                    }
                } catch (RuntimeException e) {
                    log.atWarn()
                            .addKeyValue("node", node)
                            .setCause(e)
                            .log("A node could not be served; it is tried again");
                } finally {
                    busy.set(false);
                }
                if (busy == taking ? waiting.get() != null : more.get()) {
                    run(busy, more, task);
                }
            });
            log.atTrace().addKeyValue("done", submitted.isDone()).log("Serving a node");
        }
    }

    private static Map<String, VmFacts.Seen> seen(Observations observations) {
        var seen = new HashMap<String, VmFacts.Seen>();
        for (ObservedMachine machine : observations.getMachinesList()) {
            if (machine.getOrphan()) {
                log.atWarn().addKeyValue("vm", machine.getVmUid()).log("A node reports a domain that nobody asked for");
            } else {
                seen.put(machine.getVmUid(), SeenMessages.of(machine));
            }
        }
        return seen;
    }

    @Override
    public void push(String node) {
        var stream = streams.get(node);
        if (stream != null) {
            stream.push();
        }
    }

    /** Asks a node to dial back; false if the node has no stream. */
    boolean open(String node, OpenStream request) {
        var stream = streams.get(node);
        if (stream == null) {
            return false;
        }
        stream.send(PlaneMessage.newBuilder().setOpenStream(request).build());
        return true;
    }

    /** Asks a node what machines use; fails at once if it has no stream. Whoever waits no longer cancels. */
    CompletableFuture<UsageReport> usage(String node, List<String> uids) {
        var stream = streams.get(node);
        if (stream == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("no stream"));
        }
        var question = new Question(node, questions.incrementAndGet());
        var answer = new CompletableFuture<UsageReport>();
        asked.put(question, answer);
        var forgotten = answer.whenComplete((_, _) -> asked.remove(question));
        stream.send(PlaneMessage.newBuilder()
                .setUsageRequest(UsageRequest.newBuilder().setRequest(question.number()).addAllVmUids(uids))
                .build());
        log.atTrace().addKeyValue("done", forgotten.isDone()).log("Asked what machines use");
        return answer;
    }

    /** One that a node was asked; another cannot answer it. */
    private record Question(String node, long number) {}

    private void answered(String node, UsageReport report) {
        var waiting = asked.get(new Question(node, report.getRequest()));
        if (waiting != null) {
            waiting.complete(report);
        }
    }

    /** Takes up a node's stream; an older one of the same node is replaced. */
    StreamObserver<NodeMessage> connect(String node, StreamObserver<PlaneMessage> out) {
        var stream = new Stream(node, out);
        streams.put(node, stream);
        lastHeard.put(node, clock.instant());
        log.atInfo().addKeyValue("node", node).log("Node connected");
        return new StreamObserver<>() {
            @Override
            public void onNext(NodeMessage message) {
                lastHeard.put(node, clock.instant());
                switch (message.getMessageCase()) {
                    case HELLO -> stream.push();
                    case OBSERVATIONS -> stream.observe(message.getObservations());
                    case USAGE -> answered(node, message.getUsage());
                    case MESSAGE_NOT_SET -> log.atDebug().addKeyValue("node", node).log("An empty message");
                }
            }

            @Override
            public void onError(Throwable error) {
                end();
            }

            @Override
            public void onCompleted() {
                end();
                synchronized (out) {
                    out.onCompleted();
                }
            }

            private void end() {
                if (streams.remove(node, stream)) {
                    log.atInfo().addKeyValue("node", node).log("Node disconnected");
                }
            }
        };
    }

    /** Ends the streams of nodes that say nothing; such a node, if it lives, opens another one. */
    private void endMute(Instant now) {
        streams.forEach((node, stream) -> {
            var mute = lastHeard.getOrDefault(node, started).plus(MUTE).isBefore(now);
            if (mute && streams.remove(node, stream)) {
                log.atWarn().addKeyValue("node", node).log("A node said nothing for too long; its stream is ended");
                synchronized (stream.out) {
                    stream.out.onError(Status.DEADLINE_EXCEEDED
                            .withDescription("Nothing was heard for %d s".formatted(MUTE.toSeconds()))
                            .asRuntimeException());
                }
            }
        });
    }

    /** Marks the machines of nodes that have not been heard for 15 s. */
    public void sweepSilent() {
        var now = clock.instant();
        endMute(now);
        for (var node : vms.nodes()) {
            var heard = lastHeard.getOrDefault(node, started);
            if (!streams.containsKey(node) && heard.plus(GRACE).isBefore(now)) {
                vms.onNode(node)
                        .stream()
                        .filter(vm -> vm.facts().silentSince().isEmpty())
                        .forEach(
                                vm -> vms.change(vm.uid(), facts -> onNode(facts, node) ? facts.silent(heard) : facts));
            }
        }
    }

    private static boolean onNode(VmFacts facts, String node) {
        return facts.place().filter(place -> place.node().equals(node)).isPresent();
    }

    public int connected() {
        return streams.size();
    }

    @Override
    public void close() {
        streams.values().forEach(stream -> {
            synchronized (stream.out) {
                stream.out.onCompleted();
            }
        });
        workers.shutdownNow();
    }
}
