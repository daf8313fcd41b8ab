package io.cairn.bench.api;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Requests at a rate, or as fast as so many clients get them answered. */
final class Load {
    private Load() {}

    /** One request, the n-th. */
    interface Request {
        void send(int n) throws Exception;
    }

    /**
     * At a fixed rate, whatever the answers take. A time counts from when the request was due, so that a stall is not
     * hidden by the requests that it holds back.
     */
    static String atRate(String what, int perSecond, int seconds, Request request) throws InterruptedException {
        var count = perSecond * seconds;
        var times = new Times(count);
        var done = new CountDownLatch(count);
        var failed = new AtomicInteger();
        var begin = System.nanoTime();
        for (var i = 0; i < count; i++) {
            var n = i;
            var due = begin + (long) (n * 1e9 / perSecond);
            LockSupport.parkNanos(due - System.nanoTime());
            Thread.ofVirtual().start(() -> {
                try {
                    request.send(n);
                    times.add(System.nanoTime() - due);
                } catch (Exception e) {
                    failed.incrementAndGet();
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        return row(what, times, (System.nanoTime() - begin) / 1e9, failed.get());
    }

    /** By so many clients, each of which sends the next when it has its answer. */
    static String byClients(String what, int clients, int count, Request request) throws InterruptedException {
        var times = new Times(count);
        var next = new AtomicInteger();
        var failed = new AtomicInteger();
        var done = new CountDownLatch(clients);
        var begin = System.nanoTime();
        for (var client = 0; client < clients; client++) {
            Thread.ofVirtual().start(() -> {
                for (var n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    var start = System.nanoTime();
                    try {
                        request.send(n);
                        times.add(System.nanoTime() - start);
                    } catch (Exception e) {
                        failed.incrementAndGet();
                    }
                }
                done.countDown();
            });
        }
        done.await();
        return row(what, times, (System.nanoTime() - begin) / 1e9, failed.get());
    }

    private static String row(String what, Times times, double seconds, int failed) {
        return times.row(failed == 0 ? what : what + " (" + failed + " failed)", seconds);
    }
}
