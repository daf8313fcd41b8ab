package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.adapter.http.Query;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands in front of the door and writes down how real clients ask: parameters, media types, the headers that change an
 * answer. What {@code requests/known.txt} does not have is a client that began to ask for something new, and nobody has
 * looked yet at what it gets.
 */
final class Recorder implements Filter {
    static final Path KNOWN = Cloud.ROOT.resolve("lab/src/test/resources/requests/known.txt");
    private static final int MOST = 10_000;
    private static final Pattern CLIENT = Pattern
            .compile("(kubectl|fabric8-kubernetes-client)[^/ ]*/v?([0-9]+\\.[0-9]+).*");
    /** Parameters of which the value is a word of the API; of the others it is the user's. */
    private static final Set<String> WORDS = Set.of("allowWatchBookmarks", "dryRun", "fieldValidation",
            "force", "includeObject", "propagationPolicy", "resourceVersionMatch", "sendInitialEvents", "watch");
    private static final List<String> HEADERS = List.of("upgrade", "sec-websocket-protocol", "impersonate-user",
            "impersonate-group", "if-match", "if-none-match", "content-encoding");

    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** One request: who, what is asked of what, and how. */
    record Asked(String client, String what, TreeSet<String> words) {
        @Override
        public String toString() {
            return client + " " + what + " " + String.join(" ", words);
        }
    }

    private final Set<String> unknown = new ConcurrentSkipListSet<>();
    private final Set<String> known = new ConcurrentSkipListSet<>();

    Recorder() {
        try (var lines = Files.lines(KNOWN)) {
            lines.filter(line -> !line.startsWith("#") && !line.isBlank()).map(String::strip).forEach(known::add);
        } catch (IOException missing) {
            throw new IllegalStateException(KNOWN.toString(), missing);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && seen.size() < MOST) {
            asked(http).ifPresent(this::note);
        }
        chain.doFilter(request, response);
    }

    private void note(Asked asked) {
        seen.add(asked.toString());
        asked.words()
                .stream()
                .filter(word -> !known.contains(word))
                .forEach(word -> unknown.add(word + "   (" + asked.client() + " " + asked.what() + ")"));
    }

    private static Optional<Asked> asked(HttpServletRequest request) {
        var client = CLIENT.matcher(Optional.ofNullable(request.getHeader("User-Agent")).orElse(""));
        if (!client.matches()) {
            return Optional.empty();
        }
        var words = new TreeSet<String>();
        Query.parse(request.getQueryString())
                .values()
                .forEach((name, values) -> words.add("parameter:" + name
                        + (WORDS.contains(name) ? "=" + String.join(",", values) : "")));
        Collections.list(request.getHeaders("Accept"))
                .stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .forEach(type -> words.add("accept:" + type.replace(" ", "")));
        words.add("content-type:" + Optional.ofNullable(request.getContentType())
                .map(type -> type.replace(" ", "").toLowerCase(Locale.ROOT))
                .orElse("none"));
        HEADERS.stream()
                .filter(name -> request.getHeader(name) != null)
                .forEach(name -> words.add("header:" + name));
        return Optional.of(new Asked(client.group(1) + "/" + client.group(2),
                request.getMethod() + " " + shape(request.getRequestURI()), words));
    }

    /** The path without the names of people's things. */
    private static String shape(String path) {
        return path.replaceFirst("^/t/[^/]+", "/t/{org}")
                .replaceFirst("/namespaces/[^/]+/", "/namespaces/{namespace}/")
                .replaceFirst("^(/apis?/(?:[^/]+\\.[^/]+/)?v1/(?:namespaces/\\{namespace\\}/)?+[a-z]+)/[^/]+",
                        "$1/{name}");
    }

    /** Fails if a client asked for something that nobody knows. */
    void knowsAll() throws IOException {
        if (Boolean.getBoolean("cairn.requests.write")) {
            var all = Stream.concat(known.stream(), unknown.stream().map(line -> line.replaceFirst(" {3}\\(.*", "")))
                    .collect(Collectors.toCollection(TreeSet::new));
            Files.writeString(KNOWN, header() + String.join("\n", all) + "\n");
        }
        Files.createDirectories(Cloud.ROOT.resolve("lab/target"));
        Files.writeString(Cloud.ROOT.resolve("lab/target/requests.txt"), String.join("\n", seen) + "\n");
        if (!Boolean.getBoolean("cairn.requests.write")) {
            assertThat(unknown)
                    .as("A client asks for what no client asked for before. Look at what it is answered, add "
                            + "a row to docs/api-conformance.md if it needs one, and the word to %s. All requests are in "
                            + "lab/target/requests.txt", Cloud.ROOT.relativize(KNOWN))
                    .isEmpty();
        }
    }

    private static String header() throws IOException {
        try (var lines = Files.lines(KNOWN)) {
            return lines.filter(line -> line.startsWith("#")).collect(Collectors.joining("\n", "", "\n"));
        }
    }

    /** What was asked, a line for each kind of request. */
    Set<String> seen() {
        return seen;
    }

    /** What no client asked for before. */
    Set<String> unknown() {
        return unknown;
    }
}
