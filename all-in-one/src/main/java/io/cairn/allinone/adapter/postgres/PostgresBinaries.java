package io.cairn.allinone.adapter.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Unpacks the PostgreSQL distribution that ships as a Maven artifact. */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /** Unpacks once; a crash in the middle leaves no half-unpacked directory under the final name. */
    static void ensure(Path binaries) throws IOException, InterruptedException {
        if (Files.isExecutable(binaries.resolve("bin/postgres"))) {
            return;
        }
        var parent = binaries.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("PostgreSQL binaries need a directory of their own, not " + binaries);
        }
        Files.createDirectories(parent);
        var fresh = Files.createTempDirectory(parent, ".postgresql-");
        var archive = fresh.resolve("postgres.txz");
        try (var in = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (in == null) {
                throw new IOException(ARCHIVE + " is not on the class path");
            }
            Files.copy(in, archive);
        }
        Commands.run("tar", "-xJf", archive.toString(), "-C", fresh.toString());
        Files.delete(archive);
        Commands.run("chmod", "-R", "a+rX", fresh.toString());
        Files.move(fresh, binaries, StandardCopyOption.ATOMIC_MOVE);
    }
}
