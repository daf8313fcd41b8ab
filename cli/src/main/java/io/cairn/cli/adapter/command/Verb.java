package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Screen;
import io.cairn.cli.application.Screen.Tone;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.List;
import java.util.concurrent.Callable;

/** A command. Its failures are thrown; what it did is on the screen. */
abstract class Verb implements Callable<Integer> {

    private final Session session;

    Verb(Session session) {
        this.session = session;
    }

    /** Something to do with one of several objects. */
    @FunctionalInterface
    interface Deed<T> {
        void on(T object) throws InterruptedException;
    }

    abstract ExitCode run() throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        return run().number();
    }

    final Session session() {
        return session;
    }

    final Screen screen() {
        return session.screen();
    }

    /** Does it with each, also if one fails: the failures are told, the first one's code is the result. */
    final <T> ExitCode each(List<T> objects, Deed<T> deed) throws InterruptedException {
        ExitCode result = ExitCode.OK;
        for (T object : objects) {
            try {
                deed.on(object);
            } catch (Failure failure) {
                if (failure.exit() == ExitCode.CONNECTION || objects.size() == 1) {
                    throw failure;
                }
                Complaint.tell(screen(), failure);
                result = result == ExitCode.OK ? failure.exit() : result;
            }
        }
        return result;
    }

    final void warn(List<String> warnings) {
        warnings.forEach(text -> screen().note(screen().paintNote(Tone.CAREFUL, "warning:") + " " + text));
    }
}
