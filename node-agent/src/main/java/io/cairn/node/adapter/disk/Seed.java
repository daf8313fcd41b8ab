package io.cairn.node.adapter.disk;

import io.cairn.node.adapter.host.Programs;
import io.cairn.node.application.Host;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;

/** Writes cloud-init's NoCloud seed: an ISO named CIDATA with host name, keys and user data. */
final class Seed {
    private static final long LIMIT_SECONDS = 30;

    private Seed() {}

    static void write(Path seed, Wanted wanted) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("cairn-seed");
        var meta = folder.resolve("meta-data");
        var user = folder.resolve("user-data");
        try {
            Files.writeString(meta, metaData(wanted));
            Files.writeString(user,
                    wanted.spec().userData().isEmpty() ? "#cloud-config\n{}\n" : wanted.spec().userData());
            var fresh = seed.resolveSibling(seed.getFileName() + ".new");
            var result = Programs.run(LIMIT_SECONDS, "genisoimage", "-quiet", "-output", fresh.toString(), "-volid",
                    "CIDATA",
                    "-joliet", "-rock", meta.toString(), user.toString());
            if (result.exit() != 0) {
                throw new Host.Trouble("SeedFailed", "The seed cannot be made: " + result.output().strip());
            }
            Files.move(fresh, seed, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(meta);
            Files.deleteIfExists(user);
            Files.delete(folder);
        }
    }

    /** JSON is YAML: nothing of a key or a name can break out of its quotes. */
    static String metaData(Wanted wanted) {
        var keys = wanted.spec().sshKeys().stream().map(Seed::quoted).collect(Collectors.joining(", "));
        return "{\"instance-id\": %s, \"local-hostname\": %s, \"public-keys\": [%s]}%n".formatted(quoted(wanted.uid()),
                quoted(wanted.spec().hostname()), keys);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }
}
