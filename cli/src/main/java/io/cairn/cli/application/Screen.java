package io.cairn.cli.application;

import java.io.OutputStream;

/** Where results (out) and everything else (notes, progress, errors) go. */
public interface Screen {

    /** Role of a text, shown as colour where the screen has any. */
    enum Tone {
        PLAIN,
        GOOD,
        BAD,
        CAREFUL,
        FAINT,
        STRONG
    }

    /** A line of the result. */
    void out(String line);

    /** Text of the result as it is. */
    void raw(String text);

    /** Bytes of the result as they are, such as a console's. */
    OutputStream bytes();

    /** A line beside the result. */
    void note(String line);

    /** What is going on now. On a terminal it is overwritten by the next; elsewhere a line if it changed. */
    void progress(String line);

    /** Takes a progress line away. */
    void settle();

    /** The text in the tone's colour, or as it is. For results. */
    String paint(Tone tone, String text);

    /** Like {@link #paint}, for notes. */
    String paintNote(Tone tone, String text);

    /** True if the reader of the results is gone. */
    boolean abandoned();
}
