package io.cairn.cli.application;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----[^-]*-----END \\1-----\n?");

        /** The certificates and the key in a PEM text; empty if one of the two is missing. */
        public static Optional<ClientCertificate> in(String pem) {
            StringBuilder chain = new StringBuilder();
            String key = "";
            for (Matcher block = BLOCK.matcher(pem); block.find();) {
                if (block.group(1).equals("CERTIFICATE")) {
                    chain.append(block.group());
                } else if (block.group(1).endsWith("PRIVATE KEY")) {
                    key = block.group();
                }
            }
            return chain.isEmpty() || key.isEmpty() ? Optional.empty()
                    : Optional.of(new ClientCertificate(chain.toString(), key));
        }

        @Override
        public String toString() {
            return "ClientCertificate[...]";
        }
    }

    /** The same server, asked by whoever holds the token. */
    public Access as(String bearer) {
        return new Access(server, authority, Optional.of(bearer), Optional.empty(), namespace, source);
    }

    /** The same server, asked by whoever has the key of the certificate. */
    public Access as(ClientCertificate shown) {
        return new Access(server, authority, Optional.empty(), Optional.of(shown), namespace, source);
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
