package io.cairn.cli.application;

import java.util.Optional;

/**
 * Which server, and who we are there.
 *
 * @param server https address, with a path prefix or without
 * @param authority PEM of the CA that the server's certificate must come from; empty for the system's CAs
 * @param certificate PEM of the client certificate chain, with its key
 * @param source where this was read, for messages
 */
public record Access(String server, Optional<String> authority, Optional<String> token,
        Optional<ClientCertificate> certificate, String namespace, String source) {

    public record ClientCertificate(String chainPem, String keyPem) {
        @Override
        public String toString() {
            return "ClientCertificate[...]";
        }
    }

    /** The same server, asked by whoever holds the token. */
    public Access as(String bearer) {
        return new Access(server, authority, Optional.of(bearer), Optional.empty(), namespace, source);
    }

    /** The same server, asked by nobody. */
    public Access anonymous() {
        return new Access(server, authority, Optional.empty(), Optional.empty(), namespace, source);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Access[" + server + ", namespace " + namespace + ", from " + source + "]";
    }
}
