package io.cairn.resource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Writers of one namespace, each on a thread of its own; a server that is away for a while does not stop them. */
final class Sailors {
    private static final int NAMES = 12;

    private final Harbour harbour;
    private final String path;
    private final List<Thread> threads = new ArrayList<>();

    Sailors(Harbour harbour, String path) {
        this.harbour = harbour;
        this.path = path;
    }

    void start(int count, int deeds, long seed) {
        for (var i = 0; i < count; i++) {
            var random = new Random(seed + i);
            threads.add(Thread.ofVirtual().start(() -> {
                for (var deed = 0; deed < deeds; deed++) {
                    attempt(random);
                }
            }));
        }
    }

    private void attempt(Random random) {
        try {
            var name = "b" + random.nextInt(NAMES);
            switch (random.nextInt(4)) {
                case 0 -> harbour.send("POST", path, "application/json",
                        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"masts\":1}}".formatted(name));
                case 1 -> harbour.send("DELETE", path + "/" + name, "application/json", "");
                default -> harbour.send("PATCH", path + "/" + name, "application/merge-patch+json",
                        "{\"spec\":{\"masts\":%d}}".formatted(1 + random.nextInt(9)));
            }
        } catch (IOException away) {
            pause();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    void join() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }
}
