package io.cairn.node.application;

import io.cairn.node.domain.LogQuery;
import java.io.IOException;

/** What machines wrote on their serial consoles, kept on this host. */
public interface ConsoleLogs {

    /** Where it is shown. */
    interface Reader {
        /** True once nobody reads any more. */
        boolean over();

        /** Takes bytes; may block. */
        void send(byte[] bytes, int length) throws IOException, InterruptedException;
    }

    /**
     * Shows a log to its end, or on and on if that was asked for. Throws {@link Host.Trouble} if the machine has never run
     * here.
     */
    void read(String uid, LogQuery query, Reader reader) throws IOException, InterruptedException;
}
