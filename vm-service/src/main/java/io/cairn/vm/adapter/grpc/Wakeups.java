package io.cairn.vm.adapter.grpc;

import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.Placed;
import io.cairn.contract.scheduler.v1.WatchPlacedRequest;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the scheduler for machines that waited and have a place now. It only wakes: what was missed while the line was
 * cut is found out by asking again.
 */
public final class Wakeups implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Wakeups.class);

    private final ManagedChannel channel;
    private final Consumer<List<String>> woken;
    private final Runnable anew;
    private final Context.CancellableContext open = Context.ROOT.withCancellation();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("wakeups").factory());

    /** @param anew whoever waits should ask again: the scheduler may not know of it */
    public Wakeups(ManagedChannel channel, Consumer<List<String>> woken, Runnable anew) {
        this.channel = channel;
        this.woken = woken;
        this.anew = anew;
        open.run(this::listen);
    }

    private void listen() {
        ClaimsGrpc.newStub(channel).watchPlaced(WatchPlacedRequest.getDefaultInstance(), new StreamObserver<>() {
            @Override
            public void onNext(Placed placed) {
                if (placed.getVmUidsCount() == 0) {
                    anew.run();
                } else {
                    woken.accept(List.copyOf(placed.getVmUidsList()));
                }
            }

            @Override
            public void onError(Throwable cut) {
                log.atDebug().setCause(cut).log("The scheduler is not heard; listening again");
                again();
            }

            @Override
            public void onCompleted() {
                again();
            }
        });
    }

    private void again() {
        try {
            var scheduled = timer.schedule(() -> open.run(this::listen), 1, TimeUnit.SECONDS);
            log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Listening again soon");
        } catch (RejectedExecutionException closed) {
            log.atTrace().setCause(closed).log("Not listening any more");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        log.atTrace().addKeyValue("cancelled", open.cancel(null)).log("Not listening any more");
    }
}
