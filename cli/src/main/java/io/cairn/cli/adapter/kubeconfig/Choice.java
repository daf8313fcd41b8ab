package io.cairn.cli.adapter.kubeconfig;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the caller chose on the command line. */
public record Choice(Optional<Path> kubeconfig, Optional<String> context, Optional<String> namespace,
        Optional<String> server, Optional<String> token, Optional<Path> tokenFile, Optional<Path> authority) {

    /**
     * Where the program runs.
     *
     * @param installation folder above bin/cairn; empty if unknown
     */
    public record Place(Map<String, String> environment, Path workingDirectory, Path home,
            Optional<Path> installation) {}
}
