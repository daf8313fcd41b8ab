package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import picocli.CommandLine.Command;

/** Sets labels. */
@Command(name = "label", footer = {"", "Examples:", "  cairn label vm web app=shop tier-",
        "  cairn label vm --all stage=test --overwrite"})
final class Label extends Marks {

    Label(Session session) {
        super(session, "labels", "labeled");
    }
}
