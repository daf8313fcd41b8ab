package io.cairn.image.adapter.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that a build has for itself, and that is gone after it. */
record Scratch(Path path) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scratch.class);
    private static final String PREFIX = "build-";
    private static final long LIMIT_SECONDS = 120;

    static Scratch make(Path work) throws IOException {
        return new Scratch(Files.createTempDirectory(Files.createDirectories(work).toRealPath(), PREFIX));
    }

    /** Removes what a crash left behind. */
    static void clear(Path work) throws IOException {
        try (var left = Files.list(Files.createDirectories(work))) {
            for (var tree : left.filter(path -> String.valueOf(path.getFileName()).startsWith(PREFIX)).toList()) {
                log.atInfo().addKeyValue("directory", tree).log("Removing what an interrupted build left");
                new Scratch(tree).close();
            }
        } catch (UncheckedIOException e) {
            throw new IOException("The directory %s cannot be listed".formatted(work), e);
        }
    }

    /** A build tree may hold files of many kinds and modes; rm knows them all, and leaves other file systems alone. */
    @Override
    public void close() {
        var interrupted = Thread.interrupted();
        try {
            var rm = new ProcessBuilder("rm", "-rf", "--one-file-system", path.toString()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!rm.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || rm.exitValue() != 0) {
                rm.destroyForcibly();
                log.atWarn().addKeyValue("directory", path).log("A build directory could not be removed");
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("directory", path).setCause(e).log("A build directory could not be removed");
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
