package io.cairn.cli.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server with one machine, on loopback, for as long as its process lives. Writes a kubeconfig that leads to it. */
public final class Stage {

    private static final char[] PASSWORD = "rehearsal".toCharArray();

    private static final String GROUPS = """
                                         {"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"compute.cairn.io","versions":[
                                         {"groupVersion":"compute.cairn.io/v1","version":"v1"}]}]}""";
    private static final String CORE = """
                                       {"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"events","singularName":"event",
                                       "namespaced":true,"kind":"Event","verbs":["get","list"],"shortNames":["ev"]}]}""";
    private static final String TYPES = """
                                        {"kind":"APIResourceList","groupVersion":"compute.cairn.io/v1","resources":[{"name":"virtualmachines",
                                        "singularName":"virtualmachine","namespaced":true,"kind":"VirtualMachine","verbs":["get","list"],
                                        "shortNames":["vm"]}]}""";
    private static final String TABLE = """
                                        {"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"7"},"columnDefinitions":[
                                        {"name":"Name","type":"string","priority":0},{"name":"Phase","type":"string","priority":0},
                                        {"name":"Age","type":"string","priority":0}],"rows":[{"cells":["web","Running","5m"],"object":{
                                        "metadata":{"name":"web","namespace":"default","resourceVersion":"7"}}}]}""";
    private static final String MACHINE = """
                                          {"apiVersion":"compute.cairn.io/v1","kind":"VirtualMachine","metadata":{"name":"web","uid":"1",
                                          "namespace":"default","creationTimestamp":"2026-01-01T00:00:00Z","labels":{"app":"web"}},
                                          "spec":{"image":"micro"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True",
                                          "reason":"Running","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""";
    private static final String EVENTS = """
                                         {"kind":"EventList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]}""";

    private Stage() {}

    /** @param arguments the folder with keys.p12, which gets the kubeconfig */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path folder = Path.of(arguments[0]);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(file, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", Stage::answer);
        server.start();
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getCertificate("rehearsal").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        Path fresh = folder.resolve("kubeconfig.new");
        Files.writeString(fresh, """
                                 apiVersion: v1
                                 kind: Config
                                 current-context: rehearsal
                                 clusters:
                                 - name: rehearsal
                                   cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}
                                 users:
                                 - name: rehearsal
                                   user: {token: rehearsal}
                                 contexts:
                                 - name: rehearsal
                                   context: {cluster: rehearsal, user: rehearsal}
                                 """.formatted(server.getAddress().getPort(),
                Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))));
        Files.move(fresh, folder.resolve("kubeconfig"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean table = String.valueOf(exchange.getRequestHeaders().getFirst("Accept")).contains("as=Table");
        String body = switch (exchange.getRequestURI().getPath()) {
            case "/apis" -> GROUPS;
            case "/api", "/api/v1" -> CORE;
            case "/apis/compute.cairn.io/v1" -> TYPES;
            case "/api/v1/namespaces/default/events" -> EVENTS;
            default -> table ? TABLE : MACHINE;
        };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
