package io.cairn.scheduler.adapter.pki;

import io.cairn.resource.adapter.pki.Authority;
import io.cairn.resource.adapter.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Cairn's own certificate authority: one root, names as SPIFFE URIs. Service certificates live a year and are made anew
 * when less than a third of it is left; node certificates live thirty days and are renewed by the agent.
 */
public final class CertificateAuthority {
    private static final Duration SERVICE_LIFE = Duration.ofDays(365);
    private static final Duration NODE_LIFE = Duration.ofDays(30);

    private final Authority authority;
    private final Clock clock;

    private CertificateAuthority(Authority authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** Opens {@code ca.crt} and {@code ca.key} of a directory, or makes them. */
    public static CertificateAuthority openOrCreate(Path pki, Clock clock) throws IOException {
        return new CertificateAuthority(Authority.openOrCreate(pki, "ca", "Cairn CA", clock), clock);
    }

    private X509Certificate sign(String name, PublicKey key, List<GeneralName> names, Duration life)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        return authority.sign(new Authority.Leaf(new X500Name("CN=" + name), key, clock.instant().plus(life),
                List.of(Extension.create(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                        new KeyPurposeId[]{KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth})),
                        Extension.create(Extension.subjectAlternativeName, false,
                                new GeneralNames(names.toArray(GeneralName[]::new))))));
    }

    /** Makes {@code <service>.crt} and {@code <service>.key} unless good ones are there. */
    public void ensureServiceCertificate(Path pki, String service, List<String> dnsNames, List<String> addresses)
            throws IOException {
        var names = names(dnsNames, addresses);
        names.addFirst(new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://cairn/service/" + service));
        ensure(pki, service, names);
    }

    /** As for a service, but without an identity: for the public door. */
    public void ensureServerCertificate(Path pki, String file, List<String> dnsNames, List<String> addresses)
            throws IOException {
        ensure(pki, file, names(dnsNames, addresses));
    }

    private static ArrayList<GeneralName> names(List<String> dnsNames, List<String> addresses) {
        var names = new ArrayList<GeneralName>();
        dnsNames.stream().distinct().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        addresses.stream().distinct().forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return names;
    }

    private void ensure(Path pki, String file, List<GeneralName> names) throws IOException {
        var certificate = pki.resolve(file + ".crt");
        var key = pki.resolve(file + ".key");
        try {
            if (Files.exists(certificate) && Files.exists(key) && good(Pem.certificate(Files.readString(certificate)),
                    names)) {
                return;
            }
            var fresh = Authority.newKeys();
            var signed = sign(file, fresh.getPublic(), names, SERVICE_LIFE);
            Pem.writeSecret(key, Pem.text(fresh.getPrivate()));
            Pem.write(certificate, Pem.text(signed));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The certificate of " + file + " cannot be made", e);
        }
    }

    private boolean good(X509Certificate certificate, List<GeneralName> names) throws GeneralSecurityException {
        var left = Duration.between(clock.instant(), certificate.getNotAfter().toInstant());
        var wanted = names.stream()
                .map(name -> name.getName().toString())
                .filter(name -> !name.startsWith("#"))
                .toList();
        var present = String.valueOf(certificate.getSubjectAlternativeNames());
        return left.compareTo(SERVICE_LIFE.dividedBy(3)) > 0 && wanted.stream().allMatch(present::contains)
                && authority.signed(certificate);
    }

    /**
     * Signs a node's key. Nothing of the request but its key is used.
     *
     * @throws IllegalArgumentException if the request is not a PKCS#10 request signed by its own key
     */
    public X509Certificate signNode(byte[] requestDer, String node) throws IOException {
        try {
            var key = Authority.requested(new PKCS10CertificationRequest(requestDer))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "The certificate request is not signed by its own key"));
            var name = new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://cairn/node/" + node);
            return sign(node, key, List.of(name), NODE_LIFE);
        } catch (IOException | PKCSException malformed) {
            throw new IllegalArgumentException("The certificate request cannot be read", malformed);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The certificate of node " + node + " cannot be signed", e);
        }
    }

    public String rootPem() {
        return authority.rootPem();
    }
}
