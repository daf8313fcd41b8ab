package io.cairn.node.adapter.grpc;

import io.cairn.contract.machine.v1.Hello;
import io.cairn.contract.machine.v1.MachinesGrpc;
import io.cairn.contract.machine.v1.NodeMessage;
import io.cairn.contract.machine.v1.Observations;
import io.cairn.contract.machine.v1.OpenStream;
import io.cairn.contract.machine.v1.PlaneMessage;
import io.cairn.contract.machine.v1.UsageRequest;
import io.cairn.node.application.Keeper;
import io.cairn.node.application.Loads;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one long stream to the plane. In comes the full set of wanted machines; out go full observations, at once when
 * something was seen and every 10 s. A stream that broke is opened again after a back-off with jitter, for ever.
 */
public final class PlaneLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PlaneLink.class);
    private static final long REPORT_SECONDS = 10;
    private static final long MIN_BACKOFF_MILLIS = 200;
    private static final long MAX_BACKOFF_MILLIS = 5_000;

    /** What machines use, as it was seen last or is seen now. */
    @FunctionalInterface
    public interface Looks {
        Loads.Seen look() throws IOException, InterruptedException;
    }

    private final Keeper keeper;
    private final Looks looks;
    private final Channel channel;
    private final String instance;
    private final String bootId;
    private final Consumer<OpenStream> dial;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean connected;
    private long sequence;

    /** @param dial opens a byte stream that the plane asked for; must not block */
    public PlaneLink(Keeper keeper, Looks looks, Channel channel, String instance, String bootId,
            Consumer<OpenStream> dial) {
        this.keeper = keeper;
        this.looks = looks;
        this.channel = channel;
        this.instance = instance;
        this.bootId = bootId;
        this.dial = dial;
        keeper.onSight(this::wake);
        this.thread = Thread.ofVirtual().name("plane-link").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public boolean connected() {
        return connected;
    }

    private void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    private void run() {
        var backoff = MIN_BACKOFF_MILLIS;
        while (!closed) {
            try {
                backoff = serve() ? MIN_BACKOFF_MILLIS : Math.min(MAX_BACKOFF_MILLIS, backoff * 2);
                TimeUnit.MILLISECONDS.sleep(backoff / 2 + ThreadLocalRandom.current().nextLong(backoff));
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private boolean serve() throws InterruptedException {
        try {
            return new Stream().serve();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("The stream to the plane failed; opening it again");
            return false;
        }
    }

    /** One stream from its opening to its end. */
    private final class Stream implements StreamObserver<PlaneMessage> {
        private final StreamObserver<NodeMessage> out;
        private volatile boolean over;
        private volatile boolean heard;

        Stream() {
            out = MachinesGrpc.newStub(channel).sync(this);
        }

        /** Reports until the stream is over; true if the plane was heard on it. */
        boolean serve() throws InterruptedException {
            send(NodeMessage.newBuilder().setHello(Hello.newBuilder().setAgentInstance(instance).setBootId(bootId)));
            try {
                while (!over && !closed) {
                    if (heard) {
                        report().ifPresent(
                                observations -> send(NodeMessage.newBuilder().setObservations(observations)));
                    }
                    if (news.tryAcquire(heard ? REPORT_SECONDS : 1, TimeUnit.SECONDS)) {
                        news.drainPermits();
                    }
                }
                return heard;
            } finally {
                connected = false;
                synchronized (out) {
                    if (!over) {
                        over = true;
                        out.onCompleted();
                    }
                }
            }
        }

        private void send(NodeMessage.Builder message) {
            synchronized (out) {
                if (!over) {
                    out.onNext(message.build());
                }
            }
        }

        private void answer(UsageRequest request) {
            try {
                send(NodeMessage.newBuilder().setUsage(UsageWire.answer(request, looks.look())));
            } catch (IOException | RuntimeException blind) {
                log.atWarn().setCause(blind).log("What machines use cannot be told");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Optional<Observations> report() throws InterruptedException {
            var observations = Observations.newBuilder().setAgentInstance(instance).setSequence(++sequence);
            try {
                keeper.sights().forEach(sight -> observations.addMachines(Wire.observed(sight)));
                return Optional.of(observations.setComplete(true).build());
            } catch (IOException blind) {
                log.atWarn().setCause(blind).log("The hypervisor cannot be asked; nothing is reported");
                return Optional.empty();
            }
        }

        @Override
        public void onNext(PlaneMessage message) {
            if (over || closed) {
                // Another stream, or another agent, has taken over.
                return;
            }
            switch (message.getMessageCase()) {
                case DESIRED -> {
                    var first = !heard;
                    heard = true;
                    connected = true;
                    keeper.want(message.getDesired().getMachinesList().stream().map(Wire::wanted).toList());
                    if (first) {
                        wake();
                    }
                }
                case USAGE_REQUEST -> {
                    var request = message.getUsageRequest();
                    Thread.ofVirtual().name("usage").start(() -> answer(request));
                }
                case OPEN_STREAM -> dial.accept(message.getOpenStream());
                case MESSAGE_NOT_SET -> log.atDebug().log("An empty message");
            }
        }

        @Override
        public void onError(Throwable error) {
            log.atInfo().addKeyValue("cause", error.getMessage()).log("The stream to the plane ended");
            over = true;
            wake();
        }

        @Override
        public void onCompleted() {
            over = true;
            wake();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
