package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Screen;
import io.cairn.cli.application.Screen.Tone;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Safe;

/** Tells a failure: what, which fields, the way out. */
public final class Complaint {

    private Complaint() {}

    public static void tell(Screen screen, Failure failure) {
        screen.settle();
        screen.note(screen.paintNote(Tone.BAD, "error:") + " " + Safe.lines(failure.message()));
        failure.details().forEach(line -> screen.note("  " + Safe.lines(line)));
        String label = "try: ";
        for (String hint : failure.hints()) {
            screen.note(screen.paintNote(Tone.FAINT, label) + Safe.lines(hint));
            label = "     ";
        }
    }
}
