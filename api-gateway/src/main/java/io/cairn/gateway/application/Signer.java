package io.cairn.gateway.application;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Signs the certificates of people. */
public interface Signer {
    /** A certificate, and the number under which it is known. */
    record Signed(String serial, String pem) {}

    /**
     * Signs the key of a request. Nothing else of the request is used. Throws
     * {@link io.cairn.resource.domain.Refusal} if it is none, is not signed by its own key, or the key is weak.
     */
    Signed sign(String requestPem, String user, List<String> groups, Instant until);

    /** True if this authority signed the certificate. */
    boolean signed(X509Certificate certificate);

    /** Its own certificate. */
    String rootPem();

    /** The serial number as objects and logs have it. */
    static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }
}
