package io.cairn.image.adapter.recipe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a recipe says: a line {@code progress <percent> <message>} is progress, everything goes into a bounded log, and the
 * last lines are the reason if it fails.
 */
final class Transcript {
    private static final Logger LOG = LoggerFactory.getLogger(Transcript.class);
    private static final Pattern PROGRESS = Pattern.compile("progress ([0-9]{1,3}) (.{1,200}).*");
    private static final int LAST_LINES = 5;
    private static final int MAX_LINE = 300;
    private static final long MAX_LOG = 4 << 20;

    private final Deque<String> last = new ArrayDeque<>();
    private final Path file;
    private final BiConsumer<Integer, String> progress;

    Transcript(Path file, BiConsumer<Integer, String> progress) {
        this.file = file;
        this.progress = progress;
    }

    /** Reads to the end. */
    void follow(InputStream said) {
        try (var in = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8));
                var out = Files.newBufferedWriter(file)) {
            var written = 0L;
            for (var line = line(in); line.isPresent(); line = line(in)) {
                written += line.get().length() + 1;
                if (written < MAX_LOG) {
                    write(out, line.get());
                }
                understand(line.get());
            }
        } catch (IOException e) {
            // Also how a recipe that was killed ends.
            LOG.atDebug().addKeyValue("log", file).setCause(e).log("A recipe's output ended early");
        }
    }

    private static void write(Writer out, String line) throws IOException {
        out.write(line);
        out.write('\n');
        out.flush();
    }

    /** The next line, of which no more than the beginning is kept; empty at the end. */
    private static Optional<String> line(Reader in) throws IOException {
        var line = new StringBuilder();
        var next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (line.length() < MAX_LINE && next != '\r') {
                line.append((char) next);
            }
            next = in.read();
        }
        return Optional.of(line.toString());
    }

    private void understand(String line) {
        var matcher = PROGRESS.matcher(line);
        if (matcher.matches()) {
            progress.accept(Math.min(100, Integer.parseInt(matcher.group(1))), matcher.group(2));
        } else if (!line.isBlank()) {
            remember(line);
        }
    }

    private synchronized void remember(String line) {
        last.addLast(line);
        if (last.size() > LAST_LINES) {
            last.removeFirst();
        }
    }

    synchronized String lastLines() {
        return last.isEmpty() ? "it said nothing" : String.join(" | ", last);
    }
}
