package io.cairn.cli.adapter.http;

import io.cairn.cli.application.Access;
import io.cairn.cli.domain.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes the TLS context: the kubeconfig's CA and nothing else, and our certificate if we have one. */
final class Trust {

    private static final char[] IN_MEMORY = new char[0];

    private Trust() {}

    static SSLContext context(Access access) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(access.certificate()), roots(access.authority()), null);
            return context;
        } catch (GeneralSecurityException | IOException broken) {
            throw Failure.connection("the certificates in " + access.source() + " cannot be used: "
                    + broken.getMessage(), broken, "the file must hold PEM certificates and a PKCS#8 key");
        }
    }

    private static TrustManager[] roots(Optional<String> pem) throws GeneralSecurityException, IOException {
        if (pem.isEmpty()) {
            TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            system.init((KeyStore) null);
            return system.getTrustManagers();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, IN_MEMORY);
        int number = 0;
        for (Certificate root : certificates(pem.get())) {
            store.setCertificateEntry("root-" + number++, root);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(Optional<Access.ClientCertificate> certificate)
            throws GeneralSecurityException, IOException {
        if (certificate.isEmpty()) {
            return new KeyManager[0];
        }
        List<Certificate> chain = certificates(certificate.get().chainPem());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, IN_MEMORY);
        store.setKeyEntry("client", key(certificate.get().keyPem(), chain.getFirst().getPublicKey().getAlgorithm()),
                IN_MEMORY, chain.toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    private static List<Certificate> certificates(String pem) throws GeneralSecurityException {
        List<Certificate> found = List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        if (found.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in it");
        }
        return found;
    }

    private static PrivateKey key(String pem, String algorithm) throws GeneralSecurityException {
        if (!pem.contains("BEGIN PRIVATE KEY")) {
            throw new GeneralSecurityException("the client key is not PKCS#8 (BEGIN PRIVATE KEY);"
                    + " convert it with: openssl pkcs8 -topk8 -nodes -in old.key -out new.key");
        }
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(
                        new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
