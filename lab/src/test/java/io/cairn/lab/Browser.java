package io.cairn.lab;

import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Debian's chromium without a window, asked over its debugging port what stands on a page. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ENTER = 13;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String port;

    /** It trusts every certificate: whom the door trusts is not what is looked at here. */
    Browser(Path profile) throws IOException {
        process = new ProcessBuilder("chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
                "--ignore-certificate-errors", "--user-data-dir=" + profile, "--remote-debugging-port=0",
                "about:blank").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var file = profile.resolve("DevToolsActivePort");
        Waiting.until("the browser listens", PATIENCE, () -> Files.exists(file) && Files.readAllLines(file).size() > 1);
        port = "127.0.0.1:" + Files.readAllLines(file).getFirst();
    }

    /** A page in a tab of its own. */
    Page open(String address) throws IOException, InterruptedException {
        var path = "http://%s/json/new?%s".formatted(port, URLEncoder.encode(address, StandardCharsets.UTF_8));
        var tab = client.send(HttpRequest.newBuilder(URI.create(path)).PUT(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        return new Page(client, Json.MAPPER.readTree(tab.body()).path("webSocketDebuggerUrl").asString());
    }

    /** A tab, and the end of a socket to it. */
    static final class Page implements WebSocket.Listener, AutoCloseable {
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;
        private volatile CompletableFuture<JsonNode> answer = new CompletableFuture<>();

        Page(HttpClient client, String address) {
            socket = client.newWebSocketBuilder().buildAsync(URI.create(address), this).join();
        }

        private synchronized JsonNode call(String method, Map<String, ?> parameters) throws Exception {
            answer = new CompletableFuture<>();
            var request = Json.MAPPER.createObjectNode().put("id", 1).put("method", method);
            request.set("params", Json.MAPPER.valueToTree(parameters));
            socket.sendText(request.toString(), true).join();
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        /** The value of an expression of the page. */
        private String value(String expression) throws Exception {
            return call("Runtime.evaluate", Map.of("expression", expression)).at("/result/result/value").asString("");
        }

        /** Types a line where the page has its cursor, and Enter. */
        void type(String line) throws Exception {
            call("Input.insertText", Map.of("text", line));
            for (var event : List.of("keyDown", "keyUp")) {
                call("Input.dispatchKeyEvent", Map.of("type", event, "key", "Enter", "code", "Enter",
                        "windowsVirtualKeyCode", ENTER, "text", event.equals("keyDown") ? "\r" : ""));
            }
        }

        /** Waits until a text stands on the page; tells all that stands there. */
        String shows(String wanted) {
            var last = new String[]{""};
            Waiting.until("the page shows \"" + wanted + "\"", PATIENCE, () -> {
                last[0] = value("document.body.innerText");
                return last[0].contains(wanted);
            });
            return last[0];
        }

        String address() throws Exception {
            return value("location.href");
        }

        /** Width of the picture that is shown; 0 if there is none. */
        int picture() throws Exception {
            return Integer.parseInt(value("String(document.querySelector('canvas')?.width ?? 0)"));
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                var message = Json.MAPPER.readTree(text.toString());
                text.setLength(0);
                if (message.path("id").asInt(0) == 1) {
                    answer.complete(message);
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(text);
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
