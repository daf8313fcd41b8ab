package io.cairn.cli;

import io.cairn.cli.adapter.command.Globals;
import io.cairn.cli.adapter.command.Program;
import io.cairn.cli.adapter.terminal.TerminalScreen;
import io.cairn.cli.adapter.terminal.Tty;
import io.cairn.cli.domain.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The program. Properties that the launcher sets: cairn.tty (which of 0, 1, 2 are terminals), cairn.program, cairn.home. */
public final class Cairn {

    private Cairn() {}

    public static void main(String[] arguments) {
        ExitCode code;
        PrintStream out = stream(FileDescriptor.out);
        PrintStream error = stream(FileDescriptor.err);
        try {
            code = run(arguments, out, error);
        } finally {
            out.flush();
            error.flush();
        }
        System.exit(code.number());
    }

    /** One command, start to end. */
    public static ExitCode run(String[] arguments, PrintStream out, PrintStream error) {
        String terminals = System.getProperty("cairn.tty", "");
        Map<String, String> environment = System.getenv();
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        boolean errorIsTerminal = terminals.contains("2");
        TerminalScreen screen = new TerminalScreen(out, error, new TerminalScreen.Kind(terminals.contains("1"),
                errorIsTerminal, colours, errorIsTerminal ? Tty::columns : () -> 80));
        Globals globals = new Globals();
        try (CairnSession session = new CairnSession(globals, screen, terminals.contains("0"))) {
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
