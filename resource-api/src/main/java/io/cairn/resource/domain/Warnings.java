package io.cairn.resource.domain;

import java.util.function.Consumer;

/**
 * What the caller of the request at hand should know though the request is granted, such as that a quota is nearly used
 * up. The door of the service listens and sends it as a Warning header, which kubectl and the CLI print; work that no
 * request asked for has no listener, and what it says is dropped.
 */
public final class Warnings {
    private static final ScopedValue<Consumer<String>> LISTENER = ScopedValue.newInstance();

    private Warnings() {}

    /** One sentence for the caller. */
    public static void say(String sentence) {
        if (LISTENER.isBound()) {
            LISTENER.get().accept(sentence);
        }
    }

    /** Runs the work with somebody who listens. */
    public static <R, X extends Throwable> R hearing(Consumer<String> listener,
            ScopedValue.CallableOp<R, X> work) throws X {
        return ScopedValue.where(LISTENER, listener).call(work);
    }
}
