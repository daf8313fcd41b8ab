package io.cairn.cli.adapter.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The terminal's own settings, through stty(1). */
public final class Tty {

    private static final int PATIENCE_SECONDS = 2;

    private Tty() {}

    /** Width of the terminal; 80 if it does not tell. */
    public static int columns() {
        String[] size = stty("size").strip().split(" ");
        return size.length == 2 && size[1].matches("[1-9][0-9]{0,4}") ? Integer.parseInt(size[1]) : 80;
    }

    /** Every key goes through as it is, until the result is closed or the program ends. */
    public static Raw raw() {
        String before = stty("-g").strip();
        Thread restore = new Thread(() -> restore(before), "restore terminal");
        Runtime.getRuntime().addShutdownHook(restore);
        stty("raw -echo");
        return () -> {
            restore(before);
            Runtime.getRuntime().removeShutdownHook(restore);
        };
    }

    /** The raw mode; close it to leave. */
    @FunctionalInterface
    public interface Raw extends AutoCloseable {
        @Override
        void close();
    }

    private static void restore(String settings) {
        if (settings.matches("[0-9a-f:]+")) {
            stty(settings);
        } else {
            stty("sane");
        }
    }

    private static String stty(String arguments) {
        try {
            Process process = new ProcessBuilder("sh", "-c", "stty " + arguments + " </dev/tty 2>/dev/null").start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? text : "";
        } catch (IOException noStty) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
