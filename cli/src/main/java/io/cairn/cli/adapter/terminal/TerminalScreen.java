package io.cairn.cli.adapter.terminal;

import io.cairn.cli.application.Screen;
import io.cairn.cli.domain.Safe;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.IntSupplier;

/** Results to one stream, everything else to the other; colours and a spinner only where a person looks. */
public final class TerminalScreen implements Screen {

    private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

    /** What the two streams are. */
    public record Kind(boolean outIsTerminal, boolean errorIsTerminal, boolean colours, IntSupplier columns) {
        public static final Kind PLAIN = new Kind(false, false, false, () -> 80);
    }

    private final PrintStream out;
    private final PrintStream error;
    private final Kind kind;
    private String showing = "";
    private boolean drawn;
    private int columns;
    private int turn;

    public TerminalScreen(PrintStream out, PrintStream error, Kind kind) {
        this.out = out;
        this.error = error;
        this.kind = kind;
    }

    @Override
    public void out(String line) {
        settle();
        out.println(line);
    }

    @Override
    public void raw(String text) {
        settle();
        out.print(text);
    }

    @Override
    public OutputStream bytes() {
        settle();
        return out;
    }

    @Override
    public void note(String line) {
        settle();
        out.flush();
        error.println(line);
    }

    @Override
    public void progress(String line) {
        String text = line.isEmpty() ? showing : Safe.text(line);
        if (text.isEmpty()) {
            return;
        }
        if (!kind.errorIsTerminal()) {
            if (!text.equals(showing)) {
                error.println(text);
            }
        } else {
            out.flush();
            error.print("\r\033[K" + paintNote(Tone.STRONG, SPINNER[turn++ % SPINNER.length]) + " " + fitting(text));
            error.flush();
            drawn = true;
        }
        showing = text;
    }

    private String fitting(String text) {
        columns = columns == 0 ? kind.columns().getAsInt() : columns;
        int room = Math.max(20, columns - 3);
        return text.length() <= room ? text : text.substring(0, room - 1) + "…";
    }

    @Override
    public void settle() {
        if (drawn) {
            error.print("\r\033[K");
            error.flush();
            drawn = false;
        }
    }

    @Override
    public String paint(Tone tone, String text) {
        return kind.colours() && kind.outIsTerminal() ? coloured(tone, text) : text;
    }

    @Override
    public String paintNote(Tone tone, String text) {
        return kind.colours() && kind.errorIsTerminal() ? coloured(tone, text) : text;
    }

    @Override
    public boolean abandoned() {
        return out.checkError();
    }

    private static String coloured(Tone tone, String text) {
        String code = switch (tone) {
            case PLAIN -> "";
            case GOOD -> "32";
            case BAD -> "31";
            case CAREFUL -> "33";
            case FAINT -> "2";
            case STRONG -> "1";
        };
        return code.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
    }
}
