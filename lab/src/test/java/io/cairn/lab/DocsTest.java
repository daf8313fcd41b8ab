package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point at is there: files, headings, make targets, ports, dependencies. */
class DocsTest {
    private static final int MAX_WIDTH = 120;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|^\\[[^\\]]+\\]: (\\S+)$",
            Pattern.MULTILINE);
    private static final Pattern FENCE = Pattern.compile("^```.*?^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern MAKE = Pattern.compile("(?:`|\\$ |# |&& )make ([a-z][a-z-]*)");
    private static final Pattern TARGET = Pattern.compile("^([a-z][a-z-]*):", Pattern.MULTILINE);
    /** Names of metrics, and reasons with which a host refuses. */
    private static final Pattern TOLD = Pattern
            .compile("\"(cairn_[a-z_]+)\"|new (?:Host\\.)?Trouble\\(\\s*\"([A-Z][A-Za-z]+)\"");
    private static final Pattern PORT = Pattern.compile("\\b7[0-9]{3}\\b");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<(?:dependency|plugin|parent|path|binaryMavenPlugin|artifactItem)>.*?<artifactId>([^<]+)</artifactId>",
            Pattern.DOTALL);

    private static List<Path> documents() throws IOException {
        try (var top = Files.list(Cloud.ROOT);
                var docs = Files.walk(Cloud.ROOT.resolve("docs"));
                var github = Files.walk(Cloud.ROOT.resolve(".github"))) {
            return Stream.of(top, docs, github)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return Cloud.ROOT.relativize(file).toString();
    }

    @Test
    void every_link_leads_to_a_file_and_a_heading() throws IOException {
        var broken = new ArrayList<String>();
        for (var document : documents()) {
            var links = LINK.matcher(FENCE.matcher(Files.readString(document)).replaceAll(""));
            while (links.find()) {
                var link = links.group(1) == null ? links.group(2) : links.group(1);
                if (!link.matches("[a-z]+:.*") && !leads(document, link)) {
                    broken.add(name(document) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path document, String link) throws IOException {
        var parts = link.split("#", 2);
        var target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || headings(target).contains(parts[1]));
    }

    /** Headings as links name them: lower case, spaces become hyphens, the rest of the punctuation goes. */
    private static List<String> headings(Path document) throws IOException {
        return FENCE.matcher(Files.readString(document))
                .replaceAll("")
                .lines()
                .filter(line -> line.matches("#{1,6} .+"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    @Test
    void every_make_target_that_is_named_exists() throws IOException {
        var all = Files.readString(Cloud.ROOT.resolve("Makefile")) + benchmarks();
        var targets = TARGET.matcher(all).results().map(found -> found.group(1)).collect(Collectors.toSet());
        var missing = new TreeSet<String>();
        for (var document : documents()) {
            MAKE.matcher(Files.readString(document))
                    .results()
                    .map(found -> found.group(1))
                    .filter(target -> !targets.contains(target))
                    .forEach(target -> missing.add(name(document) + ": make " + target));
        }
        assertThat(missing).isEmpty();
    }

    /** What bench adds to the Makefile. */
    private static String benchmarks() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.list(Cloud.ROOT.resolve("bench"))) {
            for (var file : files.filter(file -> file.toString().matches(".*(Makefile\\.inc|\\.mk)")).toList()) {
                text.append("\n").append(Files.readString(file));
            }
        }
        return text.toString();
    }

    @Test
    void every_port_in_the_table_stands_in_a_configuration() throws IOException {
        var rows = Files.readAllLines(Cloud.ROOT.resolve("docs/architecture.md"))
                .stream()
                .filter(line -> line.startsWith("|"))
                .collect(Collectors.joining("\n"));
        var ports = PORT.matcher(rows).results().map(found -> found.group()).collect(Collectors.toSet());
        assertThat(ports).hasSizeGreaterThan(10);
        assertThat(configurations()).contains(ports);
    }

    private static String configurations() throws IOException {
        var text = new StringBuilder();
        for (var service : List.of("api-gateway", "vm-service", "scheduler-service", "image-service", "node-agent")) {
            text.append(Files.readString(
                    Cloud.ROOT.resolve(service).resolve("src/main/resources").resolve(service + ".yaml")));
        }
        return text.toString();
    }

    @Test
    void every_dependency_of_the_poms_has_its_line() throws IOException {
        var page = Files.readString(Cloud.ROOT.resolve("docs/dependencies.md"));
        var missing = new TreeSet<String>();
        try (var folders = Files.list(Cloud.ROOT)) {
            var poms = Stream.concat(Stream.of(Cloud.ROOT), folders)
                    .map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList();
            for (var pom : poms) {
                DEPENDENCY.matcher(Files.readString(pom))
                        .results()
                        .map(found -> found.group(1))
                        .filter(artifact -> !artifact.equals("cairn") && !page.contains("`" + artifact + "`"))
                        .forEach(missing::add);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void every_debian_package_that_is_installed_has_its_line() throws IOException {
        var page = Files.readString(Cloud.ROOT.resolve("docs/dependencies.md"));
        var install = Files.readString(Cloud.ROOT.resolve("deploy/local/install"));
        var list = install.substring(install.indexOf("packages=(") + "packages=(".length());
        var packages = new ArrayList<>(List.of(list.substring(0, list.indexOf(')')).trim().split("\\s+")));
        Files.readAllLines(Cloud.ROOT.resolve("image-service/src/main/resources/recipes/host-packages.txt"))
                .stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(packages::add);
        assertThat(packages).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void every_metric_and_every_reason_of_a_host_is_told_to_operators() throws IOException {
        var page = Files.readString(Cloud.ROOT.resolve("docs/operations.md"));
        var missing = new TreeSet<String>();
        for (var source : sources()) {
            TOLD.matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .filter(word -> !page.contains("`" + word))
                    .forEach(word -> missing.add(name(source) + ": " + word));
        }
        assertThat(missing).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(Cloud.ROOT, 14)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> name(file).matches("[a-z-]+/src/main/.*"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void lines_are_short_enough_to_read() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var document : documents()) {
            var lines = Files.readAllLines(document);
            for (var i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > MAX_WIDTH) {
                    tooLong.add("%s:%d".formatted(name(document), i + 1));
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }
}
