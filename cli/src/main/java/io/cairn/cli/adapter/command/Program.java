package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Screen;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line and turns whatever happens into text and an exit code. */
public record Program(String name, Screen screen) {

    public ExitCode run(Globals globals, Session session, String[] arguments) {
        if (arguments.length == 0 || List.of("help", "-h", "--help").contains(arguments[0]) && arguments.length == 1) {
            Commands.overview(name).forEach(screen::out);
            return ExitCode.OK;
        }
        String[] words = arguments[0].equals("help") ? asked(arguments) : arguments;
        CommandLine line = Commands.line(name, globals, session, words);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(new PrintWriter(new Screened(screen)));
        line.setParameterExceptionHandler((wrong, _) -> usage(wrong).number());
        line.setExecutionExceptionHandler((thrown, _, _) -> failed(thrown).number());
        int code = line.execute(words);
        return List.of(ExitCode.values())
                .stream()
                .filter(exit -> exit.number() == code)
                .findFirst()
                .orElse(ExitCode.REFUSED);
    }

    private static String[] asked(String[] arguments) {
        String[] words = new String[arguments.length];
        System.arraycopy(arguments, 1, words, 0, arguments.length - 1);
        words[arguments.length - 1] = "--help";
        return words;
    }

    private ExitCode usage(ParameterException wrong) {
        CommandLine at = wrong.getCommandLine();
        if (at.getParent() == null && wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            Complaint.tell(screen, Commands.near(word)
                    .map(near -> Failure.usage("there is no command " + word,
                            "did you mean " + name + " " + near + "?"))
                    .orElse(Failure.usage("there is no command " + word, name + " --help")));
            return ExitCode.USAGE;
        }
        Complaint.tell(screen, Failure.usage(String.valueOf(wrong.getMessage()),
                at.getCommandSpec().qualifiedName() + " --help"));
        return ExitCode.USAGE;
    }

    private ExitCode failed(Exception thrown) {
        if (thrown instanceof Failure failure) {
            Complaint.tell(screen, failure);
            return failure.exit();
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return ExitCode.REFUSED;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        screen.note("error: this is a bug in cairn; please report it with the lines below");
        screen.note(trace.toString());
        return ExitCode.REFUSED;
    }
}
