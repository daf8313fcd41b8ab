package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Screen;
import java.io.Writer;

/** The screen's results as a writer, for picocli's help. */
final class Screened extends Writer {

    private final Screen screen;

    Screened(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void write(char[] text, int from, int length) {
        screen.raw(new String(text, from, length));
    }

    @Override
    public void flush() {
        // The screen flushes by itself at the end.
    }

    @Override
    public void close() {
        // The screen outlives the help.
    }
}
