package io.cairn.node.application;

import io.cairn.node.domain.Cell;
import io.cairn.node.domain.Known;
import io.cairn.node.domain.Plan;
import io.cairn.node.domain.Seat;
import io.cairn.node.domain.Usage;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What the agent can do with a host. Two implementations: libvirt, and memory. Every method may block and throws
 * {@link Trouble} for what a person can understand.
 */
public interface Host {

    /** Told about domains that changed, on a thread of the host. */
    interface Listener {
        /** Something happened to the domain. */
        void changed(String uid);

        /** A domain ended by itself or otherwise. */
        void ended(String uid, Known.Exit cause, String message);

        /** The hypervisor can be asked again after it could not. */
        void reconnected();
    }

    /**
     * A domain that carries this node's name.
     *
     * @param exit why it is off; NONE while it runs
     */
    record Domain(Plan.Domain state, Known.Exit exit, long epoch, long generation, long run, String type) {}

    /** An expected failure, with a reason for programs and a sentence for people. */
    final class Trouble extends IOException {
        private static final long serialVersionUID = 1;
        private final String reason;

        public Trouble(String reason, String message, Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        public Trouble(String reason, String message) {
            super(message);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    void listen(Listener listener);

    /** Domains of this node by uid. */
    Map<String, Domain> domains() throws IOException, InterruptedException;

    Optional<Domain> domain(String uid) throws IOException, InterruptedException;

    /**
     * Fetches and makes whatever is missing, and defines the domain anew with the run in its metadata.
     *
     * @param seat what it is given of the host
     * @param progress percent and what is being done
     */
    void prepare(Wanted wanted, long run, Seat seat, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException;

    /** Starts the prepared domain; nothing if it runs. */
    void start(String uid) throws IOException, InterruptedException;

    void shutdown(String uid) throws IOException, InterruptedException;

    /** Stops the processors of a running guest; nothing if they stand. */
    void suspend(String uid) throws IOException, InterruptedException;

    /** Lets them turn again; nothing if they do. Throws {@link Trouble} if the hypervisor itself holds them. */
    void resume(String uid) throws IOException, InterruptedException;

    void destroy(String uid) throws IOException, InterruptedException;

    /** Removes domain, disks, seed, console, address. Safe to repeat. */
    void remove(String uid, String mac, String ip) throws IOException, InterruptedException;

    /** True if anything of the machine is left besides its domain. */
    boolean remains(String uid);

    /**
     * The socket on which the running domain shows its screen, as RFB. Throws an IOException that says why there is none:
     * it is off, or it has no screen.
     */
    Path screen(String uid) throws IOException, InterruptedException;

    /** What each running domain uses, by uid, in one look; also of domains that are not Cairn's. */
    Map<String, Usage> usages() throws IOException, InterruptedException;

    /** The NUMA nodes, at least one; CPUs and pages as they are now. */
    List<Cell> cells() throws IOException, InterruptedException;

    /**
     * Keeps a running domain with shared CPUs to these from now on; nothing if it is off.
     *
     * @param cpus never none
     */
    void confine(String uid, List<Integer> cpus) throws IOException, InterruptedException;

    /** Address for a new machine, not among those in use. */
    String freeAddress(Set<String> used) throws IOException, InterruptedException;
}
