package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a script that teaches a shell to complete commands, options, types and names. */
@Command(name = "completion", footer = {"", "Examples:", "  source <(cairn completion bash)",
        "  cairn completion zsh > \"${fpath[1]}/_cairn\"",
        "  cairn completion fish > ~/.config/fish/completions/cairn.fish"})
final class Completion extends Verb {

    @Parameters(paramLabel = "bash|zsh|fish", hideParamSyntax = true)
    private String shell = "";

    Completion(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        if (!shell.matches("bash|zsh|fish")) {
            throw Failure.usage("there is no completion for \"" + shell + "\"", "use bash, zsh or fish");
        }
        try (InputStream script = Completion.class.getResourceAsStream("/io/cairn/cli/completion." + shell)) {
            if (script == null) {
                throw new IllegalStateException("the script for " + shell + " is not in the jar");
            }
            screen().raw(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            return ExitCode.OK;
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
