package io.cairn.cli.application;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One run of the program. The server is looked for only when it is needed. */
public interface Session {

    Screen screen();

    Notation notation();

    Time time();

    /** Throws {@link io.cairn.cli.domain.Failure} if no server is configured. */
    Access access();

    Cluster cluster();

    Discovery discovery();

    Console console();

    Contexts contexts();

    /** Another connection than {@link #cluster}; close it. */
    Cluster connect(Access other);

    /**
     * The servers of others; close it.
     *
     * @param authority PEM file of their CA; empty for the system's CAs
     */
    Web web(Optional<Path> authority);

    /** A file of this host to send. */
    Content content(Path file);

    /**
     * Opens a port of this host; close it.
     *
     * @param host a loopback address
     * @param port 0 for any that is free
     */
    Port listen(String host, int port);

    /** Runs a program of this host in front of the person; tells how it ended. */
    int run(List<String> command) throws InterruptedException;

    /** A file of the client's own, kept between runs, in a folder that only the user can enter. */
    Path keep(String name);

    InputStream standardInput();

    Asked asked();

    /** The namespace named on the command line; empty if the kubeconfig's counts. */
    default Optional<String> askedNamespace() {
        return asked().namespace();
    }

    /** Version of this program. */
    String version();

    boolean verbose();

    default Targets targets(boolean allNamespaces) {
        return new Targets(discovery(), allNamespaces ? "" : access().namespace());
    }

    default Objects objects() {
        return new Objects(cluster());
    }

    default Waiting waiting() {
        return new Waiting(cluster(), screen(), time());
    }
}
