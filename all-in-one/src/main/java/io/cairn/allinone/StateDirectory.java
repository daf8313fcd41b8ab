package io.cairn.allinone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The directory that holds everything the one-command cloud keeps outside PostgreSQL: certificates, blobs, logs,
 * secrets, the kubeconfig. Secrets are readable by their owner only.
 */
record StateDirectory(Path root) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static StateDirectory open(Path root) throws IOException {
        var state = new StateDirectory(root.toAbsolutePath().normalize());
        for (var folder : new Path[]{state.logs(), state.run(), state.pki(), state.blobs(), state.secrets()}) {
            Files.createDirectories(folder);
        }
        for (var secret : new Path[]{state.secrets(), state.pki()}) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
        }
        return state;
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path run() {
        return root.resolve("run");
    }

    Path data() {
        return root.resolve("data");
    }

    Path pki() {
        return data().resolve("pki");
    }

    Path blobs() {
        return data().resolve("blobs");
    }

    Path secrets() {
        return data().resolve("secrets");
    }

    Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    /** A random secret of 256 bits that is made at first use and kept. */
    String secret(String name) throws IOException {
        var file = secrets().resolve(name);
        if (!Files.exists(file)) {
            var bytes = new byte[32];
            RANDOM.nextBytes(bytes);
            write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return Files.readString(file).strip();
    }

    /** Writes a file that only its owner may read, whole or not at all. */
    static void write(Path file, String text) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
