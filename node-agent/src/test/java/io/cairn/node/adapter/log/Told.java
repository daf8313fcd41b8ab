package io.cairn.node.adapter.log;

import io.cairn.node.application.ConsoleLogs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** A reader that remembers what it was told. */
final class Told implements ConsoleLogs.Reader {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final BooleanSupplier over;

    Told() {
        this(() -> false);
    }

    Told(BooleanSupplier over) {
        this.over = over;
    }

    @Override
    public boolean over() {
        return over.getAsBoolean();
    }

    @Override
    public synchronized void send(byte[] chunk, int length) {
        bytes.write(chunk, 0, length);
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
