package io.cairn.gateway.adapter.pki;

import io.cairn.gateway.application.Signer;
import io.cairn.resource.adapter.pki.Authority;
import io.cairn.resource.adapter.pki.Pem;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * The authority of people: a root of its own that signs nothing but clients. The authority of services and
 * nodes is another one, so that neither can make what the other is believed to have made.
 */
public final class PeopleAuthority implements Signer {
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int LEAST_EC_BITS = 256;

    private final Authority authority;

    private PeopleAuthority(Authority authority) {
        this.authority = authority;
    }

    /** Opens {@code people-ca.crt} and {@code people-ca.key} of a directory, or makes them. */
    public static PeopleAuthority openOrCreate(Path folder, Clock clock) throws IOException {
        return new PeopleAuthority(Authority.openOrCreate(folder, "people-ca", "Cairn people CA", clock));
    }

    @Override
    public Signed sign(String requestPem, String user, List<String> groups, Instant until) {
        try {
            var key = Authority.requested(request(requestPem))
                    .orElseThrow(() -> invalid("is not signed by its own key"));
            strong(key);
            var subject = new X500NameBuilder(BCStyle.INSTANCE);
            groups.forEach(group -> subject.addRDN(BCStyle.O, group));
            subject.addRDN(BCStyle.CN, user);
            var signed = authority.sign(new Authority.Leaf(subject.build(), key, until,
                    List.of(Extension.create(Extension.extendedKeyUsage, true,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)))));
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
        return authority.signed(certificate);
    }

    @Override
    public String rootPem() {
        return authority.rootPem();
    }
}
