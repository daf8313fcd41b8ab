package io.cairn.scheduler.adapter.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * Cairn's own certificate authority: EC P-256, one root, names as SPIFFE URIs. Service certificates live a year and
 * are made anew when less than a third of it is left; node certificates live thirty days and are renewed by the agent.
 */
public final class CertificateAuthority {
    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    private static final Duration SERVICE_LIFE = Duration.ofDays(365);
    private static final Duration NODE_LIFE = Duration.ofDays(30);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate root;
    private final KeyPair keys;
    private final Clock clock;

    private CertificateAuthority(X509Certificate root, KeyPair keys, Clock clock) {
        this.root = root;
        this.keys = keys;
        this.clock = clock;
    }

    /** Opens {@code ca.crt} and {@code ca.key} of a directory, or makes them. */
    public static CertificateAuthority openOrCreate(Path pki, Clock clock) throws IOException {
        var certificate = pki.resolve("ca.crt");
        var key = pki.resolve("ca.key");
        try {
            if (Files.exists(key) && Files.exists(certificate)) {
                var root = Pem.certificate(Files.readString(certificate));
                return new CertificateAuthority(root, new KeyPair(root.getPublicKey(),
                        Pem.privateKey(Files.readString(key))), clock);
            }
            var keys = newKeys();
            var root = sign(new Issue(new X500Name("CN=Cairn CA"), keys, new X500Name("CN=Cairn CA"),
                    keys.getPublic(), List.of(), ROOT_LIFE, true), clock);
            Pem.writeSecret(key, Pem.text(keys.getPrivate()));
            Pem.write(certificate, Pem.text(root));
            return new CertificateAuthority(root, keys, clock);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The certificate authority in " + pki + " cannot be opened or made", e);
        }
    }

    private record Issue(X500Name issuer, KeyPair signer, X500Name subject, PublicKey key, List<GeneralName> names,
            Duration life, boolean authority) {}

    static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(Issue issue, Clock clock)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        var now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(issue.issuer(), new BigInteger(127, RANDOM).add(BigInteger.ONE),
                Date.from(now.minus(SKEW)), Date.from(now.plus(issue.life())), issue.subject(), issue.key());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issue.authority()));
        if (issue.authority()) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } else {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                    new KeyPurposeId[]{KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
            builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(issue.names().toArray(GeneralName[]::new)));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issue.signer().getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
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
            var fresh = newKeys();
            var signed = sign(new Issue(new X500Name("CN=Cairn CA"), keys, new X500Name("CN=" + file),
                    fresh.getPublic(), names, SERVICE_LIFE, false), clock);
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
                && certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal())
                && signedByRoot(certificate);
    }

    private boolean signedByRoot(X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
            return true;
        } catch (GeneralSecurityException foreign) {
            return false;
        }
    }

    /**
     * Signs a node's key. Nothing of the request but its key is used.
     *
     * @throws IllegalArgumentException if the request is not a PKCS#10 request signed by its own key
     */
    public X509Certificate signNode(byte[] requestDer, String node) throws IOException {
        try {
            var request = new JcaPKCS10CertificationRequest(requestDer);
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(request.getPublicKey()))) {
                throw new IllegalArgumentException("The certificate request is not signed by its own key");
            }
            var name = new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://cairn/node/" + node);
            return sign(new Issue(new X500Name("CN=Cairn CA"), keys, new X500Name("CN=" + node),
                    request.getPublicKey(), List.of(name), NODE_LIFE, false), clock);
        } catch (IOException | PKCSException malformed) {
            throw new IllegalArgumentException("The certificate request cannot be read", malformed);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The certificate of node " + node + " cannot be signed", e);
        }
    }

    public String rootPem() {
        return Pem.text(root);
    }
}
