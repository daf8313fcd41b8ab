package io.cairn.cli;

import io.cairn.cli.domain.ExitCode;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource.Outcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A server for the client: the real resource-api over TLS from a real PostgreSQL, and kinds that the test drives. */
final class Cloud implements AutoCloseable {

    /** Held here: java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    static final String TOKEN = "a-good-token";

    final Path folder;
    final Resources<Machine.Spec, Machine.Facts, Machine.Status> machines;
    final Resources<Machine.Request, Machine.Done, Machine.Done> operations;
    final Resources<Machine.Size, Machine.NoFacts, Machine.NoFacts> types;
    final Resources<OwnImage.Spec, OwnImage.Done, OwnImage.Status> images;
    final Resources<Access.Bounds, Access.Nothing, Access.Usage> quotas;
    final OwnImage uploads = new OwnImage(this::uploaded);
    final GatewayServlet gateway = new GatewayServlet();
    private final EmbeddedPostgres postgres;
    private final ResourceApi api;
    private final Tomcat tomcat = new Tomcat();
    private final Path home;

    /** What a run of the client did. */
    record Run(ExitCode exit, String out, String error) {}

    Cloud() throws Exception {
        folder = Files.createTempDirectory("cairn-cli");
        home = Files.createDirectory(folder.resolve("home"));
        postgres = EmbeddedPostgres.builder().start();
        var source = postgres.getPostgresDatabase();
        Flyway.configure().dataSource(source).locations("classpath:db/resource").load().migrate();
        var kind = Machine.kind((_, vm, _) -> new Outcome(
                """
                {"apiVersion":"compute.cairn.io/v1","kind":"VirtualMachineOperation","metadata":{
                "name":"restart-%s","namespace":"default"}}""".formatted(vm.metadata().name()), Optional.empty()));
        var image = uploads.kind();
        api = new ResourceApi(source, new JdbcTransactionManager(source), "test",
                List.of(kind, Machine.OPERATION, Machine.TYPE, image, Access.USER, Access.ACCOUNT, Access.TOKEN,
                        Access.NODE, Access.QUOTA, OwnPlan.KIND),
                Clock.systemUTC(), () -> UUID.randomUUID().toString());
        images = api.of(image);
        quotas = api.of(Access.QUOTA);
        api.of(Access.USER).create(ObjectKey.cluster("ann"), Map.of(), List.of(), new Access.Person(Optional.empty()));
        api.of(Access.ACCOUNT).create(key("ci"), Map.of(), List.of(), new Access.Person(Optional.empty()));
        api.of(Access.TOKEN)
                .create(ObjectKey.cluster("ann-1"), Map.of(), List.of(),
                        new Access.Token(Optional.empty(), Optional.of("ann")));
        gateway.users.put(TOKEN, "ann");
        machines = api.of(kind);
        operations = api.of(Machine.OPERATION);
        types = api.of(Machine.TYPE);
        TOMCAT.setLevel(Level.SEVERE);
        keytool();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tls();
        context();
        tomcat.start();
        kubeconfig(folder.resolve("kubeconfig"), "", TOKEN);
    }

    private void context() {
        var context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new org.apache.tomcat.websocket.server.WsSci(), null);
        Tomcat.addServlet(context, "api", api.servlet(request -> {
            if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
                throw new Refusal(Reason.UNAUTHORIZED, "Unauthorized");
            }
            return new Caller("ann", List.of(), "default", "r1");
        }));
        context.addServletMappingDecoded("/*", "api");
        Tomcat.addServlet(context, "core", new CoreServlet());
        context.addServletMappingDecoded("/api/*", "core");
        context.addServletMappingDecoded("/version", "core");
        Tomcat.addServlet(context, "gateway", gateway);
        context.addServletMappingDecoded("/.well-known/*", "gateway");
        context.addServletMappingDecoded("/apis/authentication.k8s.io/*", "gateway");
        context.addServletMappingDecoded("/apis/authorization.k8s.io/*", "gateway");
        context.addServletMappingDecoded("/apis/audit.cairn.io/*", "gateway");
        Tomcat.addServlet(context, "prefix", new PrefixServlet());
        context.addServletMappingDecoded("/t/acme/*", "prefix");
    }

    private void uploaded(String uid, Optional<String> digest) {
        if (images.changeFacts(uid, _ -> new OwnImage.Done(digest)).isEmpty()) {
            throw new IllegalStateException("the image is gone");
        }
    }

    private void keytool() throws Exception {
        Process keytool = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias",
                "server", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1",
                "-validity", "2", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore",
                folder.resolve("keys.p12").toString()).redirectErrorStream(true).start();
        keytool.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
    }

    private void tls() {
        var connector = tomcat.getConnector();
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        connector.getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var host = new SSLHostConfig();
        var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(folder.resolve("keys.p12").toString());
        certificate.setCertificateKeystorePassword("changeit");
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    String certificate() throws Exception {
        var keys = java.security.KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(file, "changeit".toCharArray());
        }
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getCertificate("server").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    Path kubeconfig(Path file, String prefix, String token) throws Exception {
        Files.writeString(file, """
                                apiVersion: v1
                                kind: Config
                                current-context: test
                                clusters:
                                - name: test
                                  cluster:
                                    server: https://127.0.0.1:%d%s
                                    certificate-authority-data: %s
                                users:
                                - name: ann
                                  user:
                                    token: %s
                                contexts:
                                - name: test
                                  context: {cluster: test, user: ann}
                                """.formatted(port(), prefix,
                Base64.getEncoder().encodeToString(certificate().getBytes(StandardCharsets.US_ASCII)), token));
        return file;
    }

    /** Runs the client in this process. */
    Run cairn(String... arguments) {
        return cairn(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), arguments);
    }

    Run cairn(InputStream in, ByteArrayOutputStream out, String... arguments) {
        return cairn(folder.resolve("kubeconfig"), in, out, arguments);
    }

    Run cairn(Path kubeconfig, InputStream in, ByteArrayOutputStream out, String... arguments) {
        return cairn(kubeconfig, in, out, new ByteArrayOutputStream(), arguments);
    }

    /** @param error can be read while it runs */
    Run cairn(Path kubeconfig, InputStream in, ByteArrayOutputStream out, ByteArrayOutputStream error,
            String... arguments) {
        Map<String, String> environment = Map.of("HOME", home.toString(), "CAIRN_KUBECONFIG", kubeconfig.toString());
        ExitCode exit = Cairn.run(arguments, new Cairn.World(environment, folder, "", in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(error, true, StandardCharsets.UTF_8)));
        return new Run(exit, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    /** A machine that exists and, if asked, runs. */
    Resource<Machine.Spec, Machine.Facts, Machine.Status> machine(String name, boolean running) {
        var machine = machines.create(key(name), Map.of("app", "web"), List.of(),
                new Machine.Spec(Machine.RunStrategy.ALWAYS, Optional.of("c1.nano"), "micro", Optional.empty(),
                        List.of(), List.of(), Optional.empty()));
        return running ? run(name) : machine;
    }

    /** The node reports that it runs as asked. */
    Resource<Machine.Spec, Machine.Facts, Machine.Status> run(String name) {
        var machine = machines.find(key(name)).orElseThrow();
        return machines.changeFacts(machine.metadata().uid(),
                _ -> Machine.Facts.running(machine.metadata().generation())).orElseThrow();
    }

    /** The node reports that nothing is left. */
    void teardown(String name) {
        machines.find(key(name))
                .ifPresent(machine -> machines.removeFinalizer(machine.metadata().uid(),
                        Machine.FINALIZER));
    }

    /** Does it once the machine is in the phase, on a thread of its own. */
    Thread when(String name, String phase, Runnable deed) {
        return Thread.ofVirtual().start(() -> {
            Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
            while (Instant.now().isBefore(deadline)) {
                if (machines.find(key(name)).filter(vm -> vm.status().phase().equals(phase)).isPresent()) {
                    deed.run();
                    return;
                }
                Thread.onSpinWait();
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
        });
    }

    static ObjectKey key(String name) {
        return new ObjectKey("default", "default", name);
    }

    @Override
    public void close() throws Exception {
        api.close();
        tomcat.stop();
        tomcat.destroy();
        postgres.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
