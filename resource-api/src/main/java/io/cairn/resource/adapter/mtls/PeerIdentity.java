package io.cairn.resource.adapter.mtls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The identity in a certificate of Cairn's own CA: a URI subject alternative name in the SPIFFE form
 * {@code spiffe://cairn/service/<name>} or {@code spiffe://cairn/node/<name>}. Subject names are never looked at.
 */
public record PeerIdentity(Type type, String name) {
    private static final int URI = 6;
    private static final Pattern FORM = Pattern
            .compile("spiffe://cairn/(service|node)/([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)");

    /** What the peer is. */
    public enum Type {
        SERVICE,
        NODE
    }

    /** Empty if the certificate carries no such name, or more than one. */
    public static Optional<PeerIdentity> of(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return Optional.empty();
            }
            var uris = names.stream()
                    .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
            return uris.size() == 1 ? parse(uris.getFirst()) : Optional.empty();
        } catch (CertificateParsingException unreadable) {
            return Optional.empty();
        }
    }

    static Optional<PeerIdentity> parse(String uri) {
        var matcher = FORM.matcher(uri);
        return matcher.matches()
                ? Optional.of(new PeerIdentity("node".equals(matcher.group(1)) ? Type.NODE : Type.SERVICE,
                        matcher.group(2)))
                : Optional.empty();
    }

    public boolean isService(String service) {
        return type == Type.SERVICE && name.equals(service);
    }
}
