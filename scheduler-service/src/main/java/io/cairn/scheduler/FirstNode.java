package io.cairn.scheduler;

import io.cairn.scheduler.adapter.jdbc.JoinTokens;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Prepares the node of a one-machine cloud: its inventory row, and a join token in a file that only root reads. */
final class FirstNode {
    private static final Duration VALIDITY = Duration.ofDays(1);

    private final NodeRegistry registry;
    private final JoinTokens tokens;

    FirstNode(NodeRegistry registry, JoinTokens tokens) {
        this.registry = registry;
        this.tokens = tokens;
    }

    void ensure(String name, boolean allowEmulation, String file) throws IOException {
        registry.ensure(name, allowEmulation);
        if (file.isEmpty()) {
            return;
        }
        var path = Path.of(file);
        Files.deleteIfExists(path);
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(path, tokens.issue(name, VALIDITY));
    }
}
