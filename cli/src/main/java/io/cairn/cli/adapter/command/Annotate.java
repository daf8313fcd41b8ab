package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Sets annotations. */
@Command(name = "annotate", footer = {"", "Examples:", "  cairn annotate vm web owner=alice@example.org",
        "  cairn annotate vm/web owner-"})
final class Annotate extends Marks {

    Annotate(Session session) {
        super(session, "annotations", "annotated");
    }
}
