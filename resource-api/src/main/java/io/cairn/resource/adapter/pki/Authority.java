package io.cairn.resource.adapter.pki;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A root, EC P-256, that signs certificates which sign nothing themselves. */
public final class Authority {
    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate root;
    private final KeyPair keys;
    private final Clock clock;

    private Authority(X509Certificate root, KeyPair keys, Clock clock) {
        this.root = root;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * What is signed.
     *
     * @param extensions besides that it is no authority and may make signatures
     */
    public record Leaf(X500Name subject, PublicKey key, Instant until, List<Extension> extensions) {}

    /** Opens {@code FILE.crt} and {@code FILE.key} of a directory, or makes them if neither is there. */
    public static Authority openOrCreate(Path folder, String file, String name, Clock clock) throws IOException {
        var certificate = folder.resolve(file + ".crt");
        var key = folder.resolve(file + ".key");
        try {
            if (Files.exists(key) && Files.exists(certificate)) {
                var root = Pem.certificate(Files.readString(certificate));
                return new Authority(root, new KeyPair(root.getPublicKey(), Pem.privateKey(Files.readString(key))),
                        clock);
            }
            var keys = newKeys();
            var subject = new X500Name("CN=" + name);
            var root = certificate(subject, keys, new Leaf(subject, keys.getPublic(), clock.instant().plus(ROOT_LIFE),
                    List.of(Extension.create(Extension.basicConstraints, true, new BasicConstraints(true)),
                            Extension.create(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)))),
                    clock);
            Pem.writeSecret(key, Pem.text(keys.getPrivate()));
            Pem.write(certificate, Pem.text(root));
            return new Authority(root, keys, clock);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(("The authority in %s and %s cannot be opened, or not be made: put both there, or "
                    + "neither and let them be written").formatted(certificate, key), e);
        }
    }

    /** EC P-256. */
    public static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** The key of a request for a certificate; empty if the request is not signed by that key. */
    public static Optional<PublicKey> requested(PKCS10CertificationRequest asked)
            throws GeneralSecurityException, OperatorCreationException, PKCSException {
        var request = new JcaPKCS10CertificationRequest(asked);
        var key = request.getPublicKey();
        return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key)) ? Optional.of(key)
                : Optional.empty();
    }

    public X509Certificate sign(Leaf leaf) throws GeneralSecurityException, OperatorCreationException, IOException {
        var extensions = new ArrayList<>(leaf.extensions());
        extensions.add(Extension.create(Extension.basicConstraints, true, new BasicConstraints(false)));
        extensions.add(Extension.create(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));
        return certificate(X500Name.getInstance(root.getSubjectX500Principal().getEncoded()), keys,
                new Leaf(leaf.subject(), leaf.key(), leaf.until(), extensions), clock);
    }

    private static X509Certificate certificate(X500Name issuer, KeyPair signer, Leaf leaf, Clock clock)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var builder = new JcaX509v3CertificateBuilder(issuer, new BigInteger(127, RANDOM).add(BigInteger.ONE),
                Date.from(clock.instant().minus(SKEW)), Date.from(leaf.until()), leaf.subject(), leaf.key());
        for (var extension : leaf.extensions()) {
            builder.addExtension(extension);
        }
        return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    }

    /** Whether this authority signed it. */
    public boolean signed(X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
            return certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal());
        } catch (GeneralSecurityException foreign) {
            return false;
        }
    }

    public String rootPem() {
        return Pem.text(root);
    }
}
