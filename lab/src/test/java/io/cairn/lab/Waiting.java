package io.cairn.lab;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** Waits for a condition with a deadline, instead of sleeping. */
final class Waiting {
    private Waiting() {}

    /** Polls until the condition holds; fails with the description and the last thing seen. */
    static void until(String description, Duration limit, Callable<Boolean> condition) {
        var deadline = System.nanoTime() + limit.toNanos();
        Object last = "false";
        while (System.nanoTime() < deadline) {
            try {
                if (condition.call()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (Exception e) {
                last = e;
                pause();
            }
        }
        Assertions.fail("Not within %s: %s (last: %s)".formatted(limit, description, last));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
