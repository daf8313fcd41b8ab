package io.cairn.bench.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** libvirt, asked with virsh: the same observer for both sides of the comparison. */
final class Domains implements AutoCloseable {
    private static final String URI = "qemu:///system";
    private static final Pattern STARTED = Pattern.compile("event 'lifecycle' for domain '?([^':]+)'?: Started.*");
    private static final long DEADLINE_SECONDS = 60;

    private final Process events;
    private final Map<String, Long> started = new ConcurrentHashMap<>();

    Domains() throws IOException {
        events = new ProcessBuilder("virsh", "-c", URI, "event", "--event", "lifecycle", "--loop")
                .redirectErrorStream(true)
                .start();
        Thread.ofPlatform().daemon().name("domain-events").start(this::read);
    }

    private void read() {
        try (var lines = new BufferedReader(
                new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var now = System.nanoTime();
                var found = STARTED.matcher(line);
                if (found.find()) {
                    started.put(found.group(1), now);
                }
            }
        } catch (IOException closed) {
            // The loop ends with its process.
        }
    }

    /** {@link System#nanoTime} of the event that the domain has started. */
    long startedAt(String name) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (System.nanoTime() < deadline) {
            var at = started.get(name);
            if (at != null) {
                return at;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new IOException("libvirt did not tell of the start of " + name + "; started: " + started.keySet());
    }

    static String virsh(String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(java.util.List.of("virsh", "-q", "-c", URI));
        command.addAll(java.util.List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("virsh %s: %s".formatted(String.join(" ", arguments), out));
        }
        return out;
    }

    @Override
    public void close() {
        events.destroy();
    }
}
