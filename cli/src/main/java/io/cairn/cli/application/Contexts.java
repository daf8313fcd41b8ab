package io.cairn.cli.application;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The contexts of the kubeconfig: which servers there are, and who we are there. */
public interface Contexts {

    /**
     * One context.
     *
     * @param signedIn how: {@code token}, {@code certificate}, {@code plugin} or {@code nobody}
     */
    record Entry(String name, String server, String user, String namespace, boolean current, String signedIn) {}

    /** What somebody shows to be let in. */
    sealed interface Credential {
        /** @param renewal how it is renewed; empty if it is not */
        record Token(String token, Optional<Renewal> renewal) implements Credential {
            /** Without the secret. */
            @Override
            public String toString() {
                return "Token[...]";
            }
        }

        record Certificate(Access.ClientCertificate certificate) implements Credential {}
    }

    /** A login to be kept. */
    record Login(String context, String server, Optional<String> authorityPem, String namespace, String user,
            Credential credential) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Login[" + context + ", " + server + ", " + user + "]";
        }
    }

    List<Entry> all();

    /** The file that is written. */
    Path file();

    /**
     * Makes a context the current one.
     *
     * @param namespace also makes this its namespace
     */
    void use(String context, Optional<String> namespace);

    /** Makes or changes a context, its cluster and its user, and makes it the current one. */
    void login(Login login);

    /** How the login of the context in use, or of the named one, is renewed; empty if it is not. */
    Optional<Renewal> renewal(Optional<String> context);

    /** Keeps a renewed login of that context. */
    void renewed(Optional<String> context, String token, Renewal renewal);

    /** Forgets token and certificate of a context's user; false if there were none. */
    boolean logout(String context);
}
