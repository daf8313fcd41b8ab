package io.cairn.cli.adapter.terminal;

import io.cairn.cli.application.Cluster;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is typed, until the detach key. Input that is piped in has no detach key: at its end we stay until the other
 * side has been quiet for a while, so that a script sees the answer to its last line.
 */
public final class Keys implements Cluster.Keyboard {

    /** Ctrl-], as telnet and virsh console have it. */
    private static final byte DETACH = 0x1d;
    private static final int CHUNK = 4096;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final InputStream input;
    private final boolean person;
    private final Duration quiet;
    private final AtomicLong heard = new AtomicLong(System.nanoTime());
    private boolean over;

    public Keys(InputStream input, boolean person, Duration quiet) {
        this.input = input;
        this.person = person;
        this.quiet = quiet;
    }

    /** The screen, listened to. */
    public OutputStream listening(OutputStream screen) {
        return new FilterOutputStream(screen) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                heard.set(System.nanoTime());
                out.write(bytes, from, length);
            }
        };
    }

    @Override
    public Optional<byte[]> read() throws InterruptedException {
        if (over) {
            return Optional.empty();
        }
        byte[] bytes = new byte[CHUNK];
        int count = readBlocking(bytes);
        if (count < 0) {
            over = true;
            waitForQuiet();
            return Optional.empty();
        }
        int detach = person ? indexOfDetach(bytes, count) : -1;
        if (detach < 0) {
            return Optional.of(Arrays.copyOf(bytes, count));
        }
        over = true;
        return detach == 0 ? Optional.empty() : Optional.of(Arrays.copyOf(bytes, detach));
    }

    private int readBlocking(byte[] bytes) {
        try {
            return input.read(bytes);
        } catch (IOException terminalGone) {
            return -1;
        }
    }

    private void waitForQuiet() throws InterruptedException {
        heard.set(System.nanoTime());
        while (System.nanoTime() - heard.get() < quiet.toNanos()) {
            Thread.sleep(LOOK);
        }
    }

    private static int indexOfDetach(byte[] bytes, int count) {
        for (int at = 0; at < count; at++) {
            if (bytes[at] == DETACH) {
                return at;
            }
        }
        return -1;
    }
}
