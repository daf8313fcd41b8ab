package io.cairn.cli;

import io.cairn.cli.adapter.command.Globals;
import io.cairn.cli.adapter.command.Program;
import io.cairn.cli.adapter.terminal.TerminalScreen;
import io.cairn.cli.adapter.terminal.Tty;
import io.cairn.cli.domain.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The program. Properties that the launcher sets: cairn.tty (which of 0, 1, 2 are terminals), cairn.program, cairn.home. */
public final class Cairn {

    private Cairn() {}

    /**
     * Where the program runs.
     *
     * @param terminals which of the streams 0, 1 and 2 are terminals
     */
    public record World(Map<String, String> environment, Path folder, String terminals, InputStream in,
            PrintStream out, PrintStream error) {}

    public static void main(String[] arguments) {
        ExitCode code;
        PrintStream out = stream(FileDescriptor.out);
        PrintStream error = stream(FileDescriptor.err);
        try {
            code = run(arguments, new World(System.getenv(), Path.of(""), System.getProperty("cairn.tty", ""),
                    System.in, out, error));
        } finally {
            out.flush();
            error.flush();
        }
        System.exit(code.number());
    }

    /** One command, start to end. */
    public static ExitCode run(String[] arguments, World world) {
        boolean colours = world.environment().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(world.environment().getOrDefault("TERM", "dumb"));
        boolean errorIsTerminal = world.terminals().contains("2");
        TerminalScreen screen = new TerminalScreen(world.out(), world.error(), new TerminalScreen.Kind(
                world.terminals().contains("1"), errorIsTerminal, colours, errorIsTerminal ? Tty::columns : () -> 80));
        Globals globals = new Globals();
        try (CairnSession session = new CairnSession(globals, screen, world)) {
            return new Program(System.getProperty("cairn.program", "cairn"), screen).run(globals, session, arguments);
        } finally {
            screen.settle();
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
                descriptor == FileDescriptor.err, StandardCharsets.UTF_8);
    }
}
