package io.cairn.bench.claims;

import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.DeviceAsk;
import io.cairn.contract.scheduler.v1.DeviceChoice;
import io.cairn.contract.scheduler.v1.Resources;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** Machines that ask for their claims, so many at once; each insists until some scheduler has answered. */
final class Load {
    private static final int[][] SIZES = {{1, 1_024}, {1, 2_048}, {2, 4_096}, {2, 8_192}, {4, 8_192}, {4, 16_384}};

    /** Before another scheduler is asked, in place of one that did not answer. */
    private static final long PAUSE = 10_000_000;

    private final AtomicReferenceArray<Replica> replicas;
    private final String run;
    private final double withDevices;
    private final Set<String> granted = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicLong tries = new AtomicLong();
    private final AtomicLong next = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private volatile long patience;
    private volatile boolean done;

    /**
     * @param run in the names of the machines
     * @param withDevices share of the machines that ask for a GPU
     */
    Load(AtomicReferenceArray<Replica> replicas, String run, double withDevices) {
        this.replicas = replicas;
        this.run = run;
        this.withDevices = withDevices;
    }

    /** @param during what happens meanwhile; the load ends when it does */
    void run(int clients, Meanwhile during) throws Exception {
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < clients; i++) {
            var number = i;
            threads.add(Thread.ofVirtual().start(() -> client(new Random(number))));
        }
        during.run();
        patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        done = true;
        for (var thread : threads) {
            thread.join();
        }
    }

    /** What happens while the load runs. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws Exception;
    }

    private void client(Random random) {
        while (!done) {
            var request = request(random);
            var from = System.nanoTime();
            switch (insist(random, request)) {
                case GRANTED -> granted.add(request.getVmUid());
                case REFUSED -> refused.add(request.getVmUid());
                case OUTCOME_NOT_SET -> unanswered.add(request.getVmUid());
            }
            nanos.add(System.nanoTime() - from);
        }
    }

    private ClaimRequest request(Random random) {
        var uid = "%s-%08d".formatted(run, next.incrementAndGet());
        var size = SIZES[random.nextInt(SIZES.length)];
        var request = ClaimRequest.newBuilder()
                .setVmUid(uid)
                .setGeneration(1)
                .setOrganisation("default")
                .setNamespace("team-" + random.nextInt(50))
                .setName(uid)
                .setResources(Resources.newBuilder().setCpus(size[0]).setMemoryMib(size[1]).setDiskMib(10_240));
        if (random.nextDouble() < withDevices) {
            request.addDevices(DeviceAsk.newBuilder()
                    .setClass_("gpu")
                    .addChoices(DeviceChoice.newBuilder().setModel("model-a").setCount(1)));
        }
        return request.build();
    }

    /** Asks schedulers until one has answered: what came of an ask that got no answer is settled by the next one. */
    private ClaimResponse.OutcomeCase insist(Random random, ClaimRequest request) {
        while (!done || System.nanoTime() < patience) {
            try {
                tries.incrementAndGet();
                return replicas.get(random.nextInt(replicas.length())).line().claim(request).getOutcomeCase();
            } catch (StatusRuntimeException killed) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return ClaimResponse.OutcomeCase.OUTCOME_NOT_SET;
    }

    /** No scheduler answered them within a minute after the end. */
    Set<String> unanswered() {
        return unanswered;
    }

    Set<String> granted() {
        return granted;
    }

    /** They wait, and may be placed later. */
    Set<String> refused() {
        return refused;
    }

    long tries() {
        return tries.get();
    }

    /** Milliseconds, nearest rank. */
    List<Double> percentiles(double... shares) {
        var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        var values = new ArrayList<Double>();
        for (var share : shares) {
            values.add(sorted.length == 0 ? 0
                    : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6);
        }
        return values;
    }
}
