package io.cairn.gateway.adapter.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the stream of a request from another thread. What the stream reads from is closed, so that the answer ends in order,
 * as if there were no more to come; where it reads from nothing of the kind, its thread is interrupted.
 */
final class Ending implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Ending.class);
    private static final String ATTRIBUTE = Ending.class.getName();

    private final Thread thread = Thread.currentThread();
    private Optional<Closeable> source = Optional.empty();
    private boolean over;

    private Ending() {}

    /** Of the request that this thread serves. */
    static Ending of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Ending made) {
            return made;
        }
        var made = new Ending();
        request.setAttribute(ATTRIBUTE, made);
        return made;
    }

    /** From now on the stream reads from here. */
    synchronized void reads(Closeable from) {
        source = Optional.of(from);
        if (over) {
            close(from);
        }
    }

    /** Whether it was ended: what fails afterwards is no failure. */
    synchronized boolean over() {
        return over;
    }

    @Override
    public synchronized void run() {
        over = true;
        source.ifPresentOrElse(Ending::close, thread::interrupt);
    }

    private static void close(Closeable source) {
        try {
            source.close();
        } catch (IOException gone) {
            log.atTrace().setCause(gone).log("A stream had ended already");
        }
    }
}
