package io.cairn.lab;

import io.cairn.image.ImageService;
import io.cairn.node.adapter.grpc.Credentials;
import io.cairn.node.sim.SimulatedNode;
import io.cairn.scheduler.SchedulerService;
import io.cairn.vm.VmService;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The real vm-service and scheduler-service in this process, on a real PostgreSQL, with simulated nodes that enrolled with
 * join tokens and dial in over mutual TLS, and that the scheduler knows. Everything can be restarted.
 */
final class SimulatedCloud implements AutoCloseable {
    private static final Map<String, String> GATEWAY = Map.of("X-Cairn-User", "ann", "X-Cairn-Organisation", "default",
            "X-Cairn-Group", "system:masters");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder = Files.createTempDirectory("cairn-laws-");
    private final int base = Ports.hundred();
    private final Trust trust = Trust.make(folder.resolve("pki"));
    private final EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    private final JdbcTemplate database = new JdbcTemplate(postgres.getPostgresDatabase());
    private final OneImage images = new OneImage(trust, base + 32);
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Map<String, SimulatedNode> nodes = new TreeMap<>();
    private final List<ConfigurableApplicationContext> imageService = new ArrayList<>();
    private final Shaky line;
    private final Duration patience;
    private ConfigurableApplicationContext scheduler;
    private ConfigurableApplicationContext vm;

    SimulatedCloud(int count, SimulatedNode.Size size, RandomGenerator random) throws Exception {
        this(count, size, random, Duration.ofMinutes(10));
    }

    /** @param patience after which what becomes free is kept for machines that wait */
    SimulatedCloud(int count, SimulatedNode.Size size, RandomGenerator random, Duration patience) throws Exception {
        this.patience = patience;
        line = new Shaky(random);
        database.execute("create schema vm");
        database.execute("create schema scheduler");
        scheduler = startScheduler();
        vm = startVm();
        for (var i = 0; i < count; i++) {
            nodes.put("sim-" + i, join("sim-" + i, size));
        }
        if (count > 0) {
            Waiting.until("all nodes take machines", PATIENCE, () -> open() == count);
        }
    }

    /** Nodes to which the scheduler would give machines, as it sees them now. */
    private int open() throws Exception {
        var report = machines().post("/apis/compute.cairn.io/v1/capacityreports", "{\"spec\":{}}").body();
        var open = 0;
        for (var pool : report.at("/status/pools")) {
            open += pool.at("/open").asInt();
        }
        return open;
    }

    private ConfigurableApplicationContext start(Class<?> root, String name, String schema, int offset) {
        var application = new SpringApplication(root);
        application.setRegisterShutdownHook(false);
        return application.run("--spring.config.name=" + name, "--spring.main.banner-mode=off",
                "--logging.level.root=ERROR", "--cairn.pki=" + trust.pki(),
                "--cairn.placement.patience=" + patience,
                "--cairn.gateway.url=https://127.0.0.1:" + (base + 43), "--server.port=" + (base + offset),
                "--spring.grpc.server.port=" + (base + offset + 1), "--management.server.port=" + (base + offset + 2),
                "--spring.grpc.client.channel.scheduler.target=static://127.0.0.1:" + (base + 22),
                "--spring.grpc.client.channel.images.target=static://127.0.0.1:" + (base + 32),
                "--spring.datasource.url=%s&currentSchema=%s".formatted(postgres.getJdbcUrl("postgres", "postgres"),
                        schema),
                "--spring.datasource.username=postgres");
    }

    private ConfigurableApplicationContext startScheduler() {
        return start(SchedulerService.class, "scheduler-service", "scheduler", 21);
    }

    private ConfigurableApplicationContext startVm() {
        return start(VmService.class, "vm-service", "vm", 11);
    }

    private SimulatedNode join(String name, SimulatedNode.Size size) throws Exception {
        var api = api(21);
        api.post("/apis/infra.cairn.io/v1/nodes", "{\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(name))
                .mustBeOk();
        var token = api.post("/apis/infra.cairn.io/v1/nodes/%s/jointoken".formatted(name), "").mustBeOk();
        var file = folder.resolve(name + ".token");
        Files.writeString(file, token.text("/token"));
        var credentials = new Credentials(folder.resolve(name), trust.ca(), file, Clock.systemUTC());
        credentials.ensure("127.0.0.1:" + (base + 22));
        var machines = channel(credentials, base + 12);
        return new SimulatedNode(name, size, new SimulatedNode.Plane(ClientInterceptors.intercept(machines, line),
                Optional.of(channel(credentials, base + 22))), Clock.systemUTC());
    }

    private ManagedChannel channel(Credentials credentials, int port) throws IOException {
        var channel = credentials.channel("127.0.0.1:" + port);
        channels.add(channel);
        return channel;
    }

    private Rest api(int offset) {
        return new Rest(trust.client("api-gateway"), "https://127.0.0.1:" + (base + offset), GATEWAY);
    }

    /** The resource API of vm-service, as the gateway reaches it. */
    Rest machines() {
        return api(11);
    }

    Rest infrastructure() {
        return api(21);
    }

    JdbcTemplate database() {
        return database;
    }

    Map<String, SimulatedNode> nodes() {
        return nodes;
    }

    Shaky line() {
        return line;
    }

    /**
     * Opens the public door; the caller closes it.
     *
     * @param settings of the gateway, such as {@code --cairn.gateway.burst=1}
     */
    PublicDoor door(String... settings) throws IOException {
        database.execute("create schema if not exists gateway");
        return new PublicDoor(trust, postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema=gateway", base,
                folder.resolve("door"), !imageService.isEmpty(), List.of(settings));
    }

    /** Starts the real image service too, for what it says of its kinds; machines go on with the one image. */
    void startImages() throws IOException {
        database.execute("create schema image");
        var application = new SpringApplication(ImageService.class);
        application.setRegisterShutdownHook(false);
        imageService.add(application.run("--spring.config.name=image-service", "--spring.main.banner-mode=off",
                "--logging.level.root=ERROR", "--cairn.pki=" + trust.pki(),
                "--cairn.gateway.url=https://127.0.0.1:" + (base + 43), "--server.port=" + (base + 31),
                "--spring.grpc.server.port=0", "--management.server.port=" + (base + 33),
                "--cairn.image.blobs=" + folder.resolve("blobs"), "--cairn.image.work=" + folder.resolve("work"),
                "--cairn.image.logs=" + folder, "--cairn.bootstrap.build-images=",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema=image",
                "--spring.datasource.username=postgres"));
    }

    void restartVm() {
        vm.close();
        vm = startVm();
    }

    /** What is looked at while a service is away. */
    interface Look {
        void run() throws Exception;
    }

    void whileVmIsAway(Look look) throws Exception {
        vm.close();
        try {
            look.run();
        } finally {
            vm = startVm();
        }
    }

    void restartScheduler() {
        scheduler.close();
        scheduler = startScheduler();
    }

    @Override
    public void close() throws IOException {
        imageService.forEach(ConfigurableApplicationContext::close);
        nodes.values().forEach(SimulatedNode::close);
        channels.forEach(ManagedChannel::shutdownNow);
        vm.close();
        scheduler.close();
        images.close();
        postgres.close();
        Command.remove(folder);
    }
}
