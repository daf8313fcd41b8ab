package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The committed reference is what the services say now. {@code make docs} ({@code -Dcairn.docs.write=true}) writes it
 * anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferenceTest {
    private static final boolean WRITE = Boolean.getBoolean("cairn.docs.write");
    private static final Path DOCS = Cloud.ROOT.resolve("docs");
    private static final String STALE = "it is not what the services say now; make docs writes it anew";

    private SimulatedCloud cloud;
    private PublicDoor door;
    private JsonNode document;

    @BeforeAll
    void up() throws Exception {
        cloud = new SimulatedCloud(0, new SimulatedNode.Size(1, 1, 1), new Random(1));
        cloud.startImages();
        door = cloud.door();
        document = door.rest().get("/openapi/cairn.json").mustBeOk().body();
    }

    @AfterAll
    void down() throws Exception {
        if (door != null) {
            door.close();
        }
        cloud.close();
    }

    private static void same(Path file, String text) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).exists();
        assertThat(Files.readString(file)).as("%s: %s", file.getFileName(), STALE).isEqualTo(text);
    }

    @Test
    void the_committed_api_document_is_what_the_gateway_serves() throws IOException {
        same(DOCS.resolve("openapi/cairn.json"),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    }

    @Test
    void the_reference_pages_are_what_the_schema_says() throws IOException {
        var pages = new ReferencePages(document).pages();
        assertThat(pages).containsKeys("virtualmachines.compute.cairn.io.md", "images.image.cairn.io.md",
                "nodes.infra.cairn.io.md", "namespaces.md");
        for (var page : pages.entrySet()) {
            same(DOCS.resolve("reference").resolve(page.getKey()), page.getValue());
        }
        try (var files = Files.list(DOCS.resolve("reference"))) {
            var there = files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
            assertThat(there).as(STALE).containsExactlyElementsOf(pages.keySet());
        }
    }
}
