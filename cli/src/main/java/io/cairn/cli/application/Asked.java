package io.cairn.cli.application;

import java.util.Optional;

/** What the command line says about the server and who we are, before any kubeconfig is read. */
public record Asked(Optional<String> context, Optional<String> namespace, Optional<String> server,
        Optional<String> authorityPem, Optional<String> token) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "Asked[" + context + ", " + namespace + ", " + server + "]";
    }
}
