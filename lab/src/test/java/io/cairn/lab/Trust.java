package io.cairn.lab;

import io.cairn.scheduler.adapter.pki.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** An authority of its own with a certificate for every service. */
record Trust(Path pki) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> SERVICES = List.of("scheduler-service", "image-service", "vm-service",
            "api-gateway");

    static Trust make(Path pki) throws IOException {
        Files.createDirectories(pki);
        var authority = CertificateAuthority.openOrCreate(pki, Clock.systemUTC());
        for (var service : SERVICES) {
            authority.ensureServiceCertificate(pki, service, List.of("localhost"), List.of("127.0.0.1"));
        }
        authority.ensureServerCertificate(pki, "gateway-public", List.of("localhost"), List.of("127.0.0.1"));
        return new Trust(pki);
    }

    Path ca() {
        return pki.resolve("ca.crt");
    }

    Path certificate(String service) {
        return pki.resolve(service + ".crt");
    }

    Path key(String service) {
        return pki.resolve(service + ".key");
    }

    /** A client that trusts this authority alone. */
    HttpClient client() {
        return client(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate("file:" + ca())));
    }

    /** A client whose requests come from an address of this host, over HTTP/1.1. */
    HttpClient client(InetAddress source) throws IOException {
        var stores = new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate("file:" + ca()));
        return HttpClient.newBuilder()
                .sslContext(SslBundle.of(stores).createSslContext())
                .connectTimeout(PATIENCE)
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(source)
                .build();
    }

    /** A client that speaks as a service. */
    HttpClient client(String service) {
        var own = PemSslStoreDetails.forCertificate("file:" + certificate(service))
                .withPrivateKey("file:" + key(service));
        return client(new PemSslStoreBundle(own, PemSslStoreDetails.forCertificate("file:" + ca())));
    }

    private static HttpClient client(PemSslStoreBundle stores) {
        return HttpClient.newBuilder()
                .sslContext(SslBundle.of(stores).createSslContext())
                .connectTimeout(PATIENCE)
                .build();
    }
}
