package io.cairn.node.adapter.grpc;

import com.google.protobuf.ByteString;
import io.cairn.contract.scheduler.v1.EnrolRequest;
import io.cairn.contract.scheduler.v1.EnrolResponse;
import io.cairn.contract.scheduler.v1.NodesGrpc;
import io.cairn.contract.scheduler.v1.RenewRequest;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's key and certificate: got once with a join token, renewed before a third of its life is left. */
public final class Credentials {
    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final long DEADLINE_SECONDS = 15;
    private static final Duration TOKEN_PATIENCE = Duration.ofMinutes(5);
    private static final Duration TOKEN_LOOK = Duration.ofMillis(250);
    private static final int KEEPALIVE_SECONDS = 10;
    private static final int RECONNECT_SECONDS = 2;
    private static final int MAX_MESSAGE = 16 << 20;

    private final Path pki;
    private final Path givenCa;
    private final Path tokenFile;
    private final Clock clock;

    /**
     * @param givenCa the CA certificate that the operator handed over with the token
     * @param tokenFile holds the one-time join token; read only when there is no certificate yet
     */
    public Credentials(Path data, Path givenCa, Path tokenFile, Clock clock) throws IOException {
        this.pki = Files.createDirectories(data.resolve("pki"));
        Files.setPosixFilePermissions(pki, PosixFilePermissions.fromString("rwx------"));
        this.givenCa = givenCa;
        this.tokenFile = tokenFile;
        this.clock = clock;
    }

    /** Enrols unless there is a certificate that has not expired. */
    public void ensure(String scheduler) throws IOException, InterruptedException {
        if (certificate().filter(mine -> mine.getNotAfter().toInstant().isAfter(clock.instant())).isPresent()) {
            return;
        }
        awaitToken();
        var channel = channel(scheduler, GrpcSslContexts.forClient().trustManager(givenCa.toFile()).build());
        try {
            var keys = keys();
            var answer = NodesGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .enrol(EnrolRequest.newBuilder()
                            .setToken(Files.readString(tokenFile).strip())
                            .setCsrDer(ByteString.copyFrom(request(keys)))
                            .build());
            keep(keys, answer);
            Files.deleteIfExists(tokenFile);
            log.atInfo().addKeyValue("node", answer.getNodeName()).log("Enrolled");
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The key of this node cannot be made", e);
        } finally {
            channel.shutdownNow();
        }
    }

    /** An agent may be started before its token is there, as beside a control plane that starts for the first time. */
    private void awaitToken() throws IOException, InterruptedException {
        if (Files.exists(tokenFile)) {
            return;
        }
        log.atInfo().addKeyValue("file", tokenFile).addKeyValue("for", TOKEN_PATIENCE).log("Waiting for a join token");
        var deadline = clock.instant().plus(TOKEN_PATIENCE);
        while (!Files.exists(tokenFile)) {
            if (clock.instant().isAfter(deadline)) {
                throw new IOException("This node has no certificate and no join token in %s; "
                        .formatted(tokenFile) + "make one with POST .../nodes/NAME/jointoken");
            }
            Thread.sleep(TOKEN_LOOK);
        }
    }

    /** Renews when less than a third of the certificate's life is left; true if it did. */
    public boolean renewIfDue(ManagedChannel scheduler) throws IOException {
        var mine = certificate().orElseThrow(() -> new IOException("There is no certificate to renew"));
        var life = Duration.between(mine.getNotBefore().toInstant(), mine.getNotAfter().toInstant());
        if (clock.instant().isBefore(mine.getNotAfter().toInstant().minus(life.dividedBy(3)))) {
            return false;
        }
        try {
            var keys = keys();
            keep(keys, NodesGrpc.newBlockingStub(scheduler)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .renew(RenewRequest.newBuilder().setCsrDer(ByteString.copyFrom(request(keys))).build()));
            return true;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The key of this node cannot be made", e);
        }
    }

    private Optional<X509Certificate> certificate() throws IOException {
        var file = pki.resolve("node.crt");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file))));
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("The certificate in " + file + " cannot be read; remove it to enrol again",
                    unreadable);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] request(KeyPair keys) throws OperatorCreationException, IOException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=node"), keys.getPublic()).build(signer)
                .getEncoded();
    }

    private void keep(KeyPair keys, EnrolResponse answer) throws IOException {
        var key = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(
                Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(keys.getPrivate().getEncoded()));
        write("node.key", key);
        write("ca.crt", answer.getCaPem());
        write("node.crt", answer.getCertificatePem());
    }

    private void write(String name, String text) throws IOException {
        var fresh = pki.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, pki.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A channel that presents the certificate of this node. */
    public ManagedChannel channel(String target) throws IOException {
        return channel(target, GrpcSslContexts.forClient()
                .trustManager(pki.resolve("ca.crt").toFile())
                .keyManager(pki.resolve("node.crt").toFile(), pki.resolve("node.key").toFile())
                .build());
    }

    private static ManagedChannel channel(String target, SslContext ssl) {
        var channel = NettyChannelBuilder.forTarget("dns:///" + target)
                .sslContext(ssl)
                .maxInboundMessageSize(MAX_MESSAGE)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .build();
        Thread.ofVirtual().name("reconnect-" + target).start(() -> dialAgainSoon(channel));
        return channel;
    }

    /** gRPC waits up to two minutes between attempts to connect; a plane that is back must be found in seconds. */
    private static void dialAgainSoon(ManagedChannel channel) {
        try {
            while (!channel.awaitTermination(RECONNECT_SECONDS, TimeUnit.SECONDS)) {
                if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                    channel.resetConnectBackoff();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
