package io.cairn.cli.adapter.command;

import io.cairn.cli.domain.Failure;

/** The value of {@code --dry-run}: only the server can know. */
final class DryRun {

    private DryRun() {}

    static boolean wanted(String value) {
        return switch (value) {
            case "", "none", "false" -> false;
            case "server", "true" -> true;
            default -> throw Failure.usage("--dry-run=" + value + " is not understood",
                    "use --dry-run: the server checks everything and stores nothing");
        };
    }
}
