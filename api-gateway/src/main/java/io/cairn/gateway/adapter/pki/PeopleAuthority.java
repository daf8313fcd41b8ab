package io.cairn.gateway.adapter.pki;

import io.cairn.gateway.application.Signer;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * The authority of people: a root of its own, EC P-256, that signs nothing but clients. The authority of services and
 * nodes is another one, so that neither can make what the other is believed to have made.
 */
public final class PeopleAuthority implements Signer {
    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int LEAST_EC_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate root;
    private final KeyPair keys;
    private final Clock clock;

    private PeopleAuthority(X509Certificate root, KeyPair keys, Clock clock) {
        this.root = root;
        this.keys = keys;
        this.clock = clock;
    }

    /** Opens {@code people-ca.crt} and {@code people-ca.key} of a directory, or makes them. */
    public static PeopleAuthority openOrCreate(Path folder, Clock clock) throws IOException {
        var certificate = folder.resolve("people-ca.crt");
        var key = folder.resolve("people-ca.key");
        try {
            if (Files.exists(key) && Files.exists(certificate)) {
                var root = Pem.certificate(Files.readString(certificate));
                return new PeopleAuthority(root,
                        new KeyPair(root.getPublicKey(), Pem.privateKey(Files.readString(key))), clock);
            }
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            var name = new X500Name("CN=Cairn people CA");
            var root = sign(new Issue(name, keys, name, keys.getPublic(), clock.instant().plus(ROOT_LIFE), true),
                    clock);
            Pem.write(key, Pem.text(keys.getPrivate()), "rw-------");
            Pem.write(certificate, Pem.text(root), "rw-r--r--");
            return new PeopleAuthority(root, keys, clock);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(("%s and %s cannot be read, or not be made: put both there, or neither and let the "
                    + "gateway write").formatted(certificate, key), e);
        }
    }

    private record Issue(X500Name issuer, KeyPair signer, X500Name subject, PublicKey key, Instant until,
            boolean authority) {}

    private static X509Certificate sign(Issue issue, Clock clock)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        var builder = new JcaX509v3CertificateBuilder(issue.issuer(), new BigInteger(127, RANDOM).add(BigInteger.ONE),
                Date.from(clock.instant().minus(SKEW)), Date.from(issue.until()), issue.subject(), issue.key());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issue.authority()));
        if (issue.authority()) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } else {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issue.signer().getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    @Override
    public Signed sign(String requestPem, String user, List<String> groups, Instant until) {
        try {
            var request = new JcaPKCS10CertificationRequest(request(requestPem));
            var key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw invalid("is not signed by its own key");
            }
            strong(key);
            var subject = new X500NameBuilder(BCStyle.INSTANCE);
            groups.forEach(group -> subject.addRDN(BCStyle.O, group));
            subject.addRDN(BCStyle.CN, user);
            var signed = sign(new Issue(new X500Name(root.getSubjectX500Principal().getName()), keys, subject.build(),
                    key, until, false), clock);
            return new Signed(Signer.serial(signed), Pem.text(signed));
        } catch (IOException | PKCSException | GeneralSecurityException | OperatorCreationException malformed) {
            throw invalid("cannot be read");
        }
    }

    private static PKCS10CertificationRequest request(String pem) throws IOException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest request) {
                return request;
            }
        }
        throw invalid("is none in PEM");
    }

    private static void strong(PublicKey key) {
        var good = switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= LEAST_EC_BITS;
            case EdECPublicKey _ -> true;
            default -> false;
        };
        if (!good) {
            throw invalid(
                    "has a key that is too weak, or of a kind that browsers and kubectl do not use: take EC P-256, "
                            + "Ed25519, or RSA of %d bits".formatted(LEAST_RSA_BITS));
        }
    }

    private static Refusal invalid(String why) {
        return new Refusal(Reason.INVALID, ("request: the certificate request %s; make one: openssl req -new -newkey "
                + "ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ann.key -subj / -out ann.csr").formatted(why),
                List.of(Cause.invalid("request", "...", "the certificate request " + why)));
    }

    @Override
    public boolean signed(X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
            return certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal());
        } catch (GeneralSecurityException foreign) {
            return false;
        }
    }

    @Override
    public String rootPem() {
        return Pem.text(root);
    }
}
