package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.Placed;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever wants to be told of machines that have a place now. A word that gets lost does no harm. */
public final class PlacedWatchers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PlacedWatchers.class);

    private final Set<StreamObserver<Placed>> watchers = ConcurrentHashMap.newKeySet();
    private final ExecutorService teller = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("placed").factory());

    void add(StreamObserver<Placed> watcher) {
        if (watcher instanceof ServerCallStreamObserver<Placed> call) {
            call.setOnCancelHandler(() -> gone(watcher));
        }
        watchers.add(watcher);
        teller.execute(() -> tell(watcher, Placed.getDefaultInstance()));
    }

    private void gone(StreamObserver<Placed> watcher) {
        if (watchers.remove(watcher)) {
            log.atDebug().log("A watcher of placements has gone");
        }
    }

    /** Does not wait: the scheduler has better things to do. */
    public void placed(String vmUid) {
        teller.execute(() -> {
            var word = Placed.newBuilder().addVmUids(vmUid).build();
            watchers.forEach(watcher -> tell(watcher, word));
        });
    }

    private void tell(StreamObserver<Placed> watcher, Placed word) {
        try {
            // Who does not keep up is asked again by itself.
            if (!(watcher instanceof ServerCallStreamObserver<Placed> call) || call.isReady()) {
                watcher.onNext(word);
            }
        } catch (RuntimeException cut) {
            log.atDebug().setCause(cut).log("A watcher of placements could not be told");
            gone(watcher);
        }
    }

    @Override
    public void close() {
        teller.shutdownNow();
        watchers.forEach(StreamObserver::onCompleted);
        watchers.clear();
    }
}
