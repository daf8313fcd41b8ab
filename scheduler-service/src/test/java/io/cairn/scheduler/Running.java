package io.cairn.scheduler;

import io.cairn.resource.ResourceApi;
import io.cairn.scheduler.adapter.pki.CertificateAuthority;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** The scheduler service as it is started anywhere, on free ports and a database of its own. */
final class Running implements AutoCloseable {
    private final Path pki = Files.createTempDirectory("cairn-scheduler-pki");
    private final Path elsewhere = Files.createTempDirectory("cairn-other-pki");
    private final EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ConfigurableApplicationContext context;
    private final int port;

    Running() throws Exception {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create schema scheduler");
        }
        for (var folder : List.of(pki, elsewhere)) {
            var authority = CertificateAuthority.openOrCreate(folder, Clock.systemUTC());
            for (var service : List.of("scheduler-service", "vm-service", "api-gateway")) {
                authority.ensureServiceCertificate(folder, service, List.of("localhost"), List.of("127.0.0.1"));
            }
        }
        var application = new SpringApplication(SchedulerService.class);
        application.setRegisterShutdownHook(false);
        context = application.run("--spring.config.name=scheduler-service", "--spring.main.banner-mode=off",
                "--cairn.pki=" + pki, "--server.port=0", "--management.server.port=0",
                "--spring.grpc.server.port=0",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema=scheduler",
                "--spring.datasource.username=postgres");
        port = context.getBean(GrpcServerLifecycle.class).getPort();
    }

    <A> A bean(Class<A> type) {
        return context.getBean(type);
    }

    void remove(String nodeUid) {
        var removed = bean(ResourceApi.class).of(bean(NodeKinds.class).node()).delete(nodeUid);
        if (removed.isEmpty()) {
            throw new IllegalStateException("There is no node " + nodeUid);
        }
    }

    /** Without a certificate. */
    ManagedChannel channel() throws IOException {
        return open(TlsChannelCredentials.newBuilder().trustManager(pki.resolve("ca.crt").toFile()).build());
    }

    ManagedChannel channel(String certificate, KeyPair keys) {
        try {
            return open(TlsChannelCredentials.newBuilder()
                    .trustManager(pki.resolve("ca.crt").toFile())
                    .keyManager(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.UTF_8)),
                            new ByteArrayInputStream(Requests.pem(keys).getBytes(StandardCharsets.UTF_8)))
                    .build());
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    ManagedChannel service(String name) throws IOException {
        return open(pki, name);
    }

    /** As a service, by the word of another authority. */
    ManagedChannel foreign(String name) throws IOException {
        return open(elsewhere, name);
    }

    private ManagedChannel open(Path folder, String name) throws IOException {
        return open(TlsChannelCredentials.newBuilder()
                .trustManager(pki.resolve("ca.crt").toFile())
                .keyManager(folder.resolve(name + ".crt").toFile(), folder.resolve(name + ".key").toFile())
                .build());
    }

    private ManagedChannel open(ChannelCredentials credentials) {
        var channel = Grpc.newChannelBuilder("127.0.0.1:" + port, credentials).build();
        channels.add(channel);
        return channel;
    }

    @Override
    public void close() throws Exception {
        channels.forEach(ManagedChannel::shutdownNow);
        context.close();
        postgres.close();
        for (var folder : List.of(pki, elsewhere)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
