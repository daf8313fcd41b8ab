package io.cairn.vm.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Which machines are to be looked at, and when. Several reconcilers may share it: a batch is claimed for a while. */
public interface Work {
    /** A hint that these want attention now. */
    void hint(Collection<String> uids);

    /** Machines that are due, claimed for the caller; at most {@code limit}. */
    List<String> claim(int limit);

    /** Done for now; looked at again at {@code next}, or earlier if a hint came meanwhile. */
    void done(String uid, Instant next);

    void drop(String uid);

    /** The number of machines that are due. */
    int due();
}
