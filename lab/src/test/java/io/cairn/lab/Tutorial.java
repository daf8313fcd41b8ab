package io.cairn.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/tutorial.md as a script: its blocks that begin with {@code ```sh}, in order, in one shell. */
final class Tutorial {
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private Tutorial() {}

    /** Writes the script into a folder from which bin/cairn is found, as from a clone. */
    static Path script(Path folder) throws IOException {
        var blocks = BLOCK.matcher(Files.readString(Cloud.ROOT.resolve("docs/tutorial.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .collect(Collectors.joining("\n"));
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve("bin"), Cloud.ROOT.resolve("bin"));
        return Files.writeString(folder.resolve("tutorial.sh"), """
                                                                set -euxo pipefail
                                                                cd '%s'
                                                                %s""".formatted(folder, blocks));
    }
}
