package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page docs/api-conformance.md claims nothing that no test shows. */
class ConformanceTest {
    private static final Pattern ROW = Pattern.compile("^\\| ([A-Z][0-9]+) \\| [^`].*\\|$", Pattern.MULTILINE);
    private static final Pattern PROOF = Pattern.compile("^\\| ([A-Z][0-9]+) \\| `([A-Za-z0-9]+)(?:#(\\w+))?` \\|$",
            Pattern.MULTILINE);

    private static String page() throws IOException {
        return Files.readString(Cloud.ROOT.resolve("docs/api-conformance.md"));
    }

    private static TreeMap<String, String> tests() throws IOException {
        var sources = new TreeMap<String, String>();
        try (var files = Files.walk(Cloud.ROOT, 14)) {
            for (var file : files.filter(path -> path.toString().matches(".*/src/test/java/.*Test\\.java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }

    @Test
    void every_row_has_a_test_and_every_test_a_row() throws IOException {
        var rows = ROW.matcher(page())
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var proven = PROOF.matcher(page())
                .results()
                .map(proof -> proof.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).hasSizeGreaterThan(70)
                .containsAll(List.of("T1", "D1", "O1", "R1", "P1", "W1", "C1", "X1", "A1",
                        "E1", "S1", "U1", "V1", "G1"));
        assertThat(proven).isEqualTo(rows);
    }

    @Test
    void every_test_that_is_named_exists() throws IOException {
        var sources = tests();
        var missing = PROOF.matcher(page()).results().filter(proof -> {
            var source = sources.getOrDefault(proof.group(2), "");
            return source.isEmpty() || proof.group(3) != null && !source.contains("void " + proof.group(3) + "(");
        }).map(proof -> proof.group()).toList();
        assertThat(missing).isEmpty();
    }
}
