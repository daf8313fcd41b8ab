package io.cairn.cli.application;

import java.io.InputStream;
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

    InputStream standardInput();

    /** The namespace named on the command line; empty if the kubeconfig's counts. */
    Optional<String> askedNamespace();

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
