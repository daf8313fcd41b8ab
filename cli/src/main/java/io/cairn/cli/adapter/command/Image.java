package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import picocli.CommandLine.Command;

/** Works on images. */
@Command(name = "image", footer = {"", "Examples:", "  cairn image build debian-12",
        "  cairn image upload my-debian -f my-debian.qcow2", "  cairn get images"})
final class Image extends Verb {

    Image(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        throw Failure.usage("say what to do with images", "cairn image build NAME",
                "cairn image upload NAME -f FILE", "cairn get images");
    }
}
