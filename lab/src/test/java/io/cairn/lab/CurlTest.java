package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/how-to/curl.md do what they say, in their order. */
class CurlTest {
    private static final Pattern BLOCK = Pattern.compile("^```console\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    /** A command and what its output has. */
    private record Example(String command, List<String> output) {}

    private static List<Example> examples() throws Exception {
        var examples = new ArrayList<Example>();
        var blocks = BLOCK.matcher(Files.readString(Cloud.ROOT.resolve("docs/how-to/curl.md")));
        while (blocks.find()) {
            for (var part : blocks.group(1).split("(?m)^\\$ ")) {
                if (!part.isBlank()) {
                    examples.add(example(part));
                }
            }
        }
        return examples;
    }

    /** A command goes on behind a backslash. */
    private static Example example(String text) {
        var lines = new ArrayList<>(text.lines().toList());
        var command = new StringBuilder(lines.removeFirst());
        while (command.toString().endsWith("\\")) {
            command.append('\n').append(lines.removeFirst());
        }
        return new Example(command.toString(), List.copyOf(lines));
    }

    @Test
    void every_example_does_what_it_says() throws Exception {
        var folder = Files.createTempDirectory("cairn-curl-");
        try (var cloud = new SimulatedCloud(1, new SimulatedNode.Size(64, 65_536, 1_000_000), new Random(1));
                var door = cloud.door()) {
            var environment = Map.of("CA", door.trust().ca().toString(), "TOKEN", door.token(), "API",
                    door.url() + "/apis/compute.cairn.io/v1/namespaces/default");
            assertThat(examples()).hasSizeGreaterThan(15);
            for (var example : examples()) {
                var done = Command
                        .run(environment, "", List.of("bash", "-c", "cd " + folder + "; " + example.command()))
                        .ok();
                for (var line : example.output()) {
                    assertThat(done.out()).as(example.command()).contains(line.strip());
                }
            }
        } finally {
            Command.remove(folder);
        }
    }
}
