package io.cairn.node.adapter.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import io.cairn.node.application.Book;
import io.cairn.node.domain.Known;
import io.cairn.node.domain.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonBookTest {
    private static final String UID = Commands.uid(1);

    @TempDir
    Path data = Path.of("");

    @Test
    void dedicated_cpus_are_known_to_the_next_agent() throws Exception {
        var spec = Commands.spec(Commands.NOTHING).with(new Layout(true, 2, List.of(1)));
        var entry = new Book.Entry(Commands.running(UID).with(spec), Known.NOTHING.pinned(List.of(4, 6)));
        new JsonBook(data).save(entry);
        assertThat(new JsonBook(data).load()).containsExactly(entry);
    }

    @Test
    void notes_from_before_there_were_dedicated_cpus_and_bandwidths_are_read_as_shared() throws Exception {
        var entry = new Book.Entry(Commands.running(UID), Known.NOTHING);
        new JsonBook(data).save(entry);
        var file = data.resolve("machines").resolve(UID).resolve("machine.json");
        var old = Files.readString(file).replaceAll(",\"layout\":\\{[^}]*\\}", "").replace(",\"cpus\":[]", "");
        old = old.replaceAll(",\"limit\":\\{[^}]*\\}", "");
        assertThat(old).doesNotContain("layout", "\"cpus\":[", "limit");
        Files.writeString(file, old);
        assertThat(new JsonBook(data).load()).containsExactly(entry);
    }
}
