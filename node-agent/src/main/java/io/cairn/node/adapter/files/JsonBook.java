package io.cairn.node.adapter.files;

import io.cairn.node.application.Book;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** One file {@code machines/<uid>/machine.json} for each machine, and one for the tombstones; each written whole. */
public final class JsonBook implements Book {
    private static final Logger log = LoggerFactory.getLogger(JsonBook.class);
    private static final int MAX_TOMBSTONES = 1_000;
    private static final TypeReference<LinkedHashMap<String, Long>> TOMBS = new TypeReference<>() {
    };

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Path machines;
    private final Path tombFile;
    private final LinkedHashMap<String, Long> tombs;

    public JsonBook(Path data) throws IOException {
        this.machines = data.resolve("machines");
        this.tombFile = data.resolve("tombstones.json");
        Files.createDirectories(machines);
        this.tombs = Files.exists(tombFile)
                ? mapper.readValue(Files.readString(tombFile), TOMBS)
                : new LinkedHashMap<>();
    }

    @Override
    public List<Entry> load() throws IOException {
        var entries = new ArrayList<Entry>();
        try (var folders = Files.list(machines)) {
            for (var folder : folders.sorted().toList()) {
                var file = folder.resolve("machine.json");
                if (!Files.exists(file)) {
                    continue;
                }
                try {
                    entries.add(mapper.readValue(Files.readString(file), Entry.class));
                } catch (JacksonException unreadable) {
                    log.atError()
                            .addKeyValue("file", file)
                            .setCause(unreadable)
                            .log("A note cannot be read; the machine is left alone");
                }
            }
        }
        return entries;
    }

    @Override
    public void save(Entry entry) throws IOException {
        var folder = machines.resolve(entry.wanted().uid());
        Files.createDirectories(folder);
        write(folder.resolve("machine.json"), mapper.writeValueAsString(entry));
    }

    @Override
    public synchronized void bury(String uid, long epoch) throws IOException {
        tombs.remove(uid);
        tombs.put(uid, epoch);
        while (tombs.size() > MAX_TOMBSTONES) {
            tombs.pollFirstEntry();
        }
        write(tombFile, mapper.writeValueAsString(tombs));
        var folder = machines.resolve(uid);
        Files.deleteIfExists(folder.resolve("machine.json"));
        Files.deleteIfExists(folder);
    }

    @Override
    public synchronized Map<String, Long> tombstones() {
        return Map.copyOf(tombs);
    }

    private static void write(Path file, String text) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        // User data may hold secrets.
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
