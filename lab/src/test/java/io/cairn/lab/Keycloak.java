package io.cairn.lab;

import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A Keycloak of its own, set up by its own {@code kcadm.sh} as docs/identity.md tells. */
final class Keycloak implements AutoCloseable {
    /** On a busy machine it takes a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String PASSWORD = "only-for-this-test";

    private final Path home;
    private final Path folder = Files.createTempDirectory("cairn-keycloak-");
    private final int port = Ports.hundred();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;

    /** @param home the unpacked distribution */
    Keycloak(Path home) throws Exception {
        this.home = home;
        var builder = new ProcessBuilder("bash", home.resolve("bin/kc.sh").toString(), "start-dev", "--db=dev-mem",
                "--cache=local", "--http-host=127.0.0.1", "--http-port=" + port,
                "--http-management-port=" + (port + 1)).redirectErrorStream(true)
                .redirectOutput(folder.resolve("keycloak.log").toFile());
        builder.environment().putAll(environment());
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD);
        this.process = builder.start();
        try {
            Waiting.until("Keycloak answers", PATIENCE, () -> {
                if (!process.isAlive()) {
                    throw new IOException(Files.readString(folder.resolve("keycloak.log")));
                }
                return ask(HttpRequest.newBuilder(URI.create(url("master")))).statusCode() == 200;
            });
            admin("config", "credentials", "--server", base(), "--realm", "master", "--user", "admin", "--password",
                    PASSWORD);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Map<String, String> environment() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"), "HOME", folder.toString());
    }

    private String base() {
        return "http://127.0.0.1:" + port;
    }

    /** The issuer that a realm's tokens name. */
    String url(String realm) {
        return base() + "/realms/" + realm;
    }

    private String admin(String... arguments) {
        var command = new ArrayList<>(List.of("bash", home.resolve("bin/kcadm.sh").toString()));
        command.addAll(List.of(arguments));
        return Command.run(environment(), "", command).ok().out().strip();
    }

    /** A realm with the client {@code cairn} for people, and a group. */
    void realm(String realm, String group) {
        admin("create", "realms", "-s", "realm=" + realm, "-s", "enabled=true");
        var client = admin("create", "clients", "-r", realm, "-i", "-s", "clientId=cairn", "-s", "publicClient=true",
                "-s", "directAccessGrantsEnabled=true", "-s",
                "attributes={\"oauth2.device.authorization.grant.enabled\":\"true\"}");
        admin("create", "clients/" + client + "/protocol-mappers/models", "-r", realm, "-s", "name=groups", "-s",
                "protocol=openid-connect", "-s", "protocolMapper=oidc-group-membership-mapper", "-s",
                "config={\"claim.name\":\"groups\",\"full.path\":\"false\",\"id.token.claim\":\"true\","
                        + "\"access.token.claim\":\"true\"}");
        admin("create", "groups", "-r", realm, "-s", "name=" + group);
    }

    void user(String realm, String name, String group) {
        admin("create", "users", "-r", realm, "-s", "username=" + name, "-s", "enabled=true", "-s",
                "email=" + name + "@example.org", "-s", "emailVerified=true", "-s", "firstName=" + name, "-s",
                "lastName=" + name, "-s", "groups=[\"" + group + "\"]", "-s",
                "credentials=[{\"type\":\"password\",\"value\":\"" + PASSWORD + "\",\"temporary\":false}]");
    }

    /** What a user is given for the password: {@code id_token}, {@code access_token}. */
    JsonNode tokens(String realm, String user) throws IOException, InterruptedException {
        return form(url(realm) + "/protocol/openid-connect/token",
                "grant_type=password&client_id=cairn&scope=openid&username=" + user + "&password=" + PASSWORD);
    }

    /** What the device flow begins with: a code for the user and an address to enter it at. */
    JsonNode device(String realm) throws IOException, InterruptedException {
        return form(url(realm) + "/protocol/openid-connect/auth/device", "client_id=cairn&scope=openid");
    }

    private JsonNode form(String url, String form) throws IOException, InterruptedException {
        var answer = ask(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return Json.MAPPER.readTree(answer.body());
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
        Command.remove(folder);
    }
}
