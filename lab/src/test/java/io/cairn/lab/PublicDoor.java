package io.cairn.lab;

import io.cairn.gateway.ApiGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The real gateway in front of the services of a {@link SimulatedCloud}, with an operator's token. */
final class PublicDoor implements AutoCloseable {
    private final Trust trust;
    private final String database;
    private final int base;
    private final Path folder;
    private final boolean images;
    private final List<String> settings;
    private final Recorder recorder = new Recorder();
    private ConfigurableApplicationContext gateway;

    /**
     * @param database JDBC URL with the schema {@code gateway} chosen
     * @param images whether there is an image service behind it
     */
    PublicDoor(Trust trust, String database, int base, Path folder, boolean images, List<String> settings)
            throws IOException {
        this.trust = trust;
        this.database = database;
        this.base = base;
        this.folder = Files.createDirectories(folder);
        this.images = images;
        this.settings = settings;
        this.gateway = open();
    }

    private ConfigurableApplicationContext open() {
        var application = new SpringApplication(ApiGateway.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> ((GenericApplicationContext) context).registerBean("recorder",
                FilterRegistrationBean.class, () -> {
                    var registration = new FilterRegistrationBean<>(recorder);
                    registration.setAsyncSupported(true);
                    return registration;
                }));
        var arguments = new ArrayList<>(settings);
        arguments.addAll(List.of("--spring.config.name=api-gateway", "--spring.main.banner-mode=off",
                "--logging.level.root=ERROR", "--cairn.pki=" + trust.pki(), "--server.port=" + (base + 43),
                "--management.server.port=" + (base + 3), "--spring.datasource.url=" + database,
                "--spring.datasource.username=postgres",
                "--cairn.bootstrap.admin-token-file=" + folder.resolve("admin-token"),
                "--cairn.gateway.routes=compute.cairn.io=%s,infra.cairn.io=%s%s".formatted(service(11), service(21),
                        images ? ",image.cairn.io=" + service(31) : "")));
        return application.run(arguments.toArray(String[]::new));
    }

    private String service(int offset) {
        return "https://127.0.0.1:" + (base + offset);
    }

    String url() {
        return service(43);
    }

    /** Where it tells its metrics. */
    String metrics() {
        return "http://127.0.0.1:%d/metrics".formatted(base + 3);
    }

    String token() throws IOException {
        return Files.readString(folder.resolve("admin-token")).strip();
    }

    /** How real clients asked. */
    Recorder recorder() {
        return recorder;
    }

    Trust trust() {
        return trust;
    }

    Rest rest() throws IOException {
        return new Rest(trust.client(), url(), Map.of("Authorization", "Bearer " + token()));
    }

    /**
     * @param prefix path of an organisation, or empty
     */
    Path kubeconfig(String prefix, String token) throws IOException {
        var ca = Base64.getEncoder().encodeToString(Files.readString(trust.ca()).getBytes(StandardCharsets.UTF_8));
        return Files.writeString(Files.createTempFile(folder, "kubeconfig", ""),
                """
                apiVersion: v1
                kind: Config
                current-context: lab
                clusters:
                - {name: lab, cluster: {server: "%s%s", certificate-authority-data: %s}}
                users:
                - {name: operator, user: {token: "%s"}}
                contexts:
                - {name: lab, context: {cluster: lab, user: operator}}
                """.formatted(url(), prefix, ca, token));
    }

    void restart() {
        gateway.close();
        gateway = open();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
