package io.cairn.cli.adapter.files;

import io.cairn.cli.application.Shelf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** One file per key in a directory of the user. A file that cannot be read or written is as good as forgotten. */
public record FileShelf(Path directory, Clock clock) implements Shelf {

    private static final Duration KEPT = Duration.ofMinutes(10);

    @Override
    public Optional<String> take(String key) {
        try {
            Path file = file(key);
            boolean fresh = Files.getLastModifiedTime(file).toInstant().plus(KEPT).isAfter(clock.instant());
            return fresh ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException forgotten) {
            return Optional.empty();
        }
    }

    @Override
    public void put(String key, String text) {
        try {
            Files.createDirectories(directory);
            Path file = file(key);
            Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException notKept) {
            return; // the next run asks the server again
        }
    }

    private Path file(String key) {
        return directory.resolve(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)) + ".json");
    }
}
