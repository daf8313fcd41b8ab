package io.cairn.allinone;

import io.cairn.allinone.adapter.postgres.PostgresServer;
import io.cairn.allinone.adapter.postgres.PostgresSettings;
import io.cairn.allinone.adapter.postgres.ServiceDatabase;
import io.cairn.scheduler.adapter.pki.CertificateAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts the whole control plane in this process.
 *
 * <p>Options ({@code --name=value}): {@code state} (default {@code .cairn}), {@code base-port} (default 7400: the
 * gateway listens at +43, see {@link Service} for the others, PostgreSQL at +54), {@code listen} (address of the
 * gateway and of the gRPC servers that node agents dial, default 127.0.0.1), {@code advertise} (name or address that
 * goes into certificates and the kubeconfig, default 127.0.0.1), {@code postgres.data}, {@code postgres.binaries},
 * {@code postgres.user}. Every other option goes to all services as a property.
 */
public final class AllInOne implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AllInOne.class);

    private final PostgresServer postgres;
    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

    private AllInOne(PostgresServer postgres) {
        this.postgres = postgres;
    }

    public static void main(String[] arguments) throws Exception {
        var cloud = start(Clock.systemUTC(), arguments);
        Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "shutdown"));
    }

    /** Starts everything and returns when the gateway answers. */
    public static AllInOne start(Clock clock, String... arguments) throws Exception {
        var started = System.nanoTime();
        var options = Options.parse(arguments);
        var state = StateDirectory.open(options.path("state", Path.of(".cairn")));
        var base = options.port("base-port", 7400);
        certificates(state, options, clock);
        var cloud = new AllInOne(PostgresServer.start(postgres(state, options, base)));
        try {
            cloud.startServices(state, options, base);
            var ca = Files.readString(state.pki().resolve("ca.crt"));
            var token = Files.readString(state.secrets().resolve("admin-token")).strip();
            var url = "https://%s:%d".formatted(options.text("advertise", "127.0.0.1"),
                    Service.GATEWAY.restPort(base));
            StateDirectory.write(state.kubeconfig(), new Kubeconfig(url, ca, token).yaml());
            StateDirectory.write(state.run().resolve("ready"), url + System.lineSeparator());
            log.atInfo()
                    .addKeyValue("url", url)
                    .addKeyValue("seconds", (System.nanoTime() - started) / 1_000_000 / 1000.0)
                    .log("The control plane is up");
            return cloud;
        } catch (Exception | Error e) {
            cloud.close();
            throw e;
        }
    }

    private static PostgresSettings postgres(StateDirectory state, Options options, int base) throws Exception {
        return new PostgresSettings(options.path("postgres.binaries", state.data().resolve("postgresql")),
                options.path("postgres.data", state.data().resolve("postgres")), state.logs().resolve("postgres.log"),
                base + 54, options.text("postgres.user", "cairn"), state.secret("postgres"), Duration.ofSeconds(60));
    }

    private static void certificates(StateDirectory state, Options options, Clock clock) throws Exception {
        var authority = CertificateAuthority.openOrCreate(state.pki(), clock);
        var names = List.of("localhost", options.text("advertise-name", "localhost"));
        var addresses = List.of("127.0.0.1", options.text("advertise", "127.0.0.1"));
        for (var service : Service.values()) {
            authority.ensureServiceCertificate(state.pki(), service.title(), names, addresses);
        }
        authority.ensureServerCertificate(state.pki(), "gateway-public", names, addresses);
    }

    private void startServices(StateDirectory state, Options options, int base) throws Exception {
        Map<Service, ServiceDatabase> databases = new EnumMap<>(Service.class);
        for (var service : Service.values()) {
            databases.put(service, service.database(state.secret("database-" + service.title())));
        }
        postgres.ensure(List.copyOf(databases.values()));
        for (var entry : databases.entrySet()) {
            var application = new SpringApplication(entry.getKey().root());
            // One hook of our own closes the services before the database.
            application.setRegisterShutdownHook(false);
            var arguments = new ServiceArguments(state, options, base).of(entry.getKey(), entry.getValue());
            contexts.add(application.run(arguments));
        }
    }

    /** Closes the services in reverse order, then the database. Machines run on. */
    @Override
    public void close() {
        contexts.reversed().forEach(ConfigurableApplicationContext::close);
        contexts.clear();
        postgres.close();
    }
}
