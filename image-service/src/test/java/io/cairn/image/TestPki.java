package io.cairn.image;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** A certificate authority for a test, by openssl. */
record TestPki(Path folder) {
    private static final String[] KEY = {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"};

    static TestPki make(Path folder) throws IOException, InterruptedException {
        var pki = new TestPki(folder);
        pki.openssl("req", "-x509", KEY[0], KEY[1], KEY[2], KEY[3], KEY[4], "-keyout", "ca.key", "-out", "ca.crt",
                "-subj", "/CN=test", "-days", "1");
        return pki;
    }

    /** A certificate under the name of a file, for an identity such as {@code node/n1}. */
    TestPki issue(String name, String identity) throws IOException, InterruptedException {
        openssl("req", KEY[0], KEY[1], KEY[2], KEY[3], KEY[4], "-keyout", name + ".key", "-out", name + ".csr", "-subj",
                "/CN=" + name);
        Files.writeString(folder.resolve(name + ".ext"),
                "subjectAltName=URI:spiffe://cairn/%s,DNS:localhost,IP:127.0.0.1\n".formatted(identity));
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "1", "-extfile",
                name + ".ext", "-out", name + ".crt");
        return this;
    }

    private void openssl(String... words) throws IOException, InterruptedException {
        var command = new String[words.length + 1];
        command[0] = "openssl";
        System.arraycopy(words, 0, command, 1, words.length);
        Commands.run(folder, 20, command);
    }

    ChannelCredentials grpc(String name) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(folder.resolve(name + ".crt").toFile(), folder.resolve(name + ".key").toFile())
                .trustManager(folder.resolve("ca.crt").toFile())
                .build();
    }

    ChannelCredentials anonymous() throws IOException {
        return TlsChannelCredentials.newBuilder().trustManager(folder.resolve("ca.crt").toFile()).build();
    }

    SSLContext https(String name) {
        var key = PemSslStoreDetails.forCertificate("file:" + folder.resolve(name + ".crt"))
                .withPrivateKey("file:" + folder.resolve(name + ".key"));
        var trust = PemSslStoreDetails.forCertificate("file:" + folder.resolve("ca.crt"));
        return SslBundle.of(new PemSslStoreBundle(key, trust)).createSslContext();
    }
}
