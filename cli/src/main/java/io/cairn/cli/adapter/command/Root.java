package io.cairn.cli.adapter.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The program itself; its help is {@link Commands#overview}. */
@Command(name = "cairn", synopsisSubcommandLabel = "COMMAND")
final class Root {

    @Mixin
    private final Globals globals;

    Root(Globals globals) {
        this.globals = globals;
    }

    Globals globals() {
        return globals;
    }
}
