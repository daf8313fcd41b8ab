package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Contexts;
import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** What may follow the words typed so far; called by the completion scripts, one candidate a line. */
@Command(name = "__complete", hidden = true)
final class Complete extends Verb {

    private static final int MOST = 200;

    @Parameters(paramLabel = "WORD", hideParamSyntax = true, arity = "0..*")
    private List<String> words = new ArrayList<>();

    Complete(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        String last = words.isEmpty() ? "" : words.getLast();
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        candidates(before, last).filter(word -> word.startsWith(last))
                .distinct()
                .limit(MOST)
                .forEach(screen()::out);
        return ExitCode.OK;
    }

    private Stream<String> candidates(List<String> before, String last) {
        List<String> plain = before.stream().filter(word -> !word.startsWith("-")).toList();
        if (plain.isEmpty()) {
            return last.startsWith("-") ? options(List.of("get")) : Commands.all().stream().map(Commands.Entry::name);
        }
        if (last.startsWith("-")) {
            return options(plain);
        }
        if (!before.isEmpty() && List.of("-f", "--filename").contains(before.getLast())) {
            return Stream.empty();
        }
        try {
            return objects(plain, last);
        } catch (Failure noServer) {
            return Stream.empty(); // a completion must not print errors into the line that is typed
        }
    }

    private Stream<String> options(List<String> plain) {
        Optional<Commands.Entry> named = entry(Commands.all(), plain.getFirst());
        Optional<Commands.Entry> part = plain.size() < 2
                ? Optional.empty()
                : named.flatMap(entry -> entry(entry.parts(), plain.get(1)));
        return part.or(() -> named)
                .stream()
                .flatMap(entry -> new CommandLine(entry.verb().apply(session())).getCommandSpec().options().stream())
                .map(OptionSpec::longestName);
    }

    private static Optional<Commands.Entry> entry(List<Commands.Entry> entries, String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    private Stream<String> objects(List<String> plain, String last) {
        List<Commands.Entry> parts = entry(Commands.all(), plain.getFirst()).map(Commands.Entry::parts)
                .orElse(List.of());
        if (plain.size() == 1 && !parts.isEmpty()) {
            return parts.stream().map(Commands.Entry::name);
        }
        return switch (plain.getFirst()) {
            case "start", "stop", "restart", "pause", "resume", "console", "logs", "ssh" ->
                names("virtualmachines", "");
            case "completion" -> Stream.of("bash", "zsh", "fish");
            case "image" -> names("images", "");
            case "node" -> names("nodes", "");
            case "token" -> plain.contains("revoke") ? names("apitokens", "") : Stream.empty();
            case "context" -> plain.contains("use")
                    ? session().contexts().all().stream().map(Contexts.Entry::name)
                    : Stream.empty();
            case "get", "describe", "delete", "wait", "patch", "label", "annotate", "edit", "explain" -> {
                if (last.contains("/")) {
                    String type = last.substring(0, last.indexOf('/'));
                    yield names(type, type + "/");
                }
                yield plain.size() == 1 ? types() : names(plain.get(1), "");
            }
            default -> Stream.empty();
        };
    }

    private Stream<String> types() {
        return session().discovery()
                .known()
                .all()
                .stream()
                .filter(type -> type.verbs().contains("list"))
                .flatMap(type -> Stream.concat(Stream.of(type.plural()), type.shortNames().stream()));
    }

    private Stream<String> names(String word, String prefix) {
        ResourceType type = session().discovery().named(word);
        Target all = session().targets(false).target(type, "");
        return session().objects()
                .list(all, new Filter("", "", MOST))
                .content()
                .stream()
                .map(object -> prefix + object.name());
    }
}
