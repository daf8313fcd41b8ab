package io.cairn.cli.adapter.terminal;

import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Console;
import io.cairn.cli.application.Screen;
import java.io.InputStream;
import java.time.Duration;

/** This terminal in raw mode, or piped input. */
public record TerminalConsole(InputStream input, boolean person, Screen screen) implements Console {

    private static final Duration QUIET = Duration.ofSeconds(1);

    @Override
    public Cluster.Goodbye attach(Cluster cluster, Cluster.Call call) throws InterruptedException {
        Keys keys = new Keys(input, person, QUIET);
        if (!person) {
            return cluster.converse(call, keys, keys.listening(screen.bytes()));
        }
        screen.note(screen.paintNote(Screen.Tone.FAINT, "connecting; leave with Ctrl-]"));
        try (Tty.Raw raw = Tty.raw()) {
            return cluster.converse(call, keys, keys.listening(screen.bytes()));
        } finally {
            screen.note("");
        }
    }
}
