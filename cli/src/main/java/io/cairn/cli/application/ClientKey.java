package io.cairn.cli.application;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A fresh key and the request (PKCS#10) to have it certified. The request names nobody: the server says who the
 * certificate is for. The key goes nowhere by itself.
 */
public record ClientKey(String keyPem, String requestPem) {

    private static final int SEQUENCE = 0x30;
    private static final int BIT_STRING = 0x03;
    /** The version, which is 0. */
    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    private static final byte[] NO_NAMES = {SEQUENCE, 0x00};
    private static final byte[] NO_ATTRIBUTES = {(byte) 0xa0, 0x00};
    /** SEQUENCE of the OID 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
    private static final byte[] ALGORITHM = {SEQUENCE, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d,
            0x04, 0x03, 0x02};

    public static ClientKey make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] info = tagged(SEQUENCE, VERSION, NO_NAMES, keys.getPublic().getEncoded(), NO_ATTRIBUTES);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(info);
            byte[] request = tagged(SEQUENCE, info, ALGORITHM,
                    tagged(BIT_STRING, new byte[]{0}, signature.sign()));
            return new ClientKey(pem("PRIVATE KEY", keys.getPrivate().getEncoded()),
                    pem("CERTIFICATE REQUEST", request));
        } catch (GeneralSecurityException everyJdkHasThem) {
            throw new IllegalStateException(everyJdkHasThem);
        }
    }

    /** A DER value of the parts. */
    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            whole.writeBytes(new byte[]{(byte) 0x82, (byte) (length >> 8), (byte) length});
        } else if (length >= 0x80) {
            whole.writeBytes(new byte[]{(byte) 0x81, (byte) length});
        } else {
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ClientKey[...]";
    }
}
