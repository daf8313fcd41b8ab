package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Description;
import io.cairn.cli.domain.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells all about objects: fields, conditions with their ages, events, and what to do if one is not Ready. */
@Command(name = "describe", footer = {"", "Examples:", "  cairn describe vm web", "  cairn describe node/host-1",
        "  cairn describe vm -l app=web"})
final class Describe extends Verb {

    @Parameters(paramLabel = "TYPE [NAME...] | TYPE/NAME...", hideParamSyntax = true, arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Option(names = {"-l",
            "--selector"}, paramLabel = "LABELS", defaultValue = "", description = "Only objects with these labels.")
    private String labels = "";

    @Option(names = {"-A", "--all-namespaces"}, description = "Objects of all namespaces.")
    private boolean allNamespaces;

    Describe(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        boolean[] first = {true};
        return each(session().targets(allNamespaces).parse(words), target -> {
            for (ApiObject object : chosen(target)) {
                if (!first[0]) {
                    screen().out("");
                    screen().out("");
                }
                first[0] = false;
                tell(target, object);
            }
        });
    }

    private List<ApiObject> chosen(Target target) {
        if (!target.name().isEmpty()) {
            return List.of(session().objects().get(target));
        }
        List<ApiObject> objects = session().objects().list(target, new Filter(labels, "", 0)).content();
        if (objects.isEmpty()) {
            screen().note("No " + target.type().plural() + " found.");
        }
        return objects;
    }

    private void tell(Target target, ApiObject object) {
        new Description(target.type(), object, session().objects().events(object), session().time().now()).full()
                .forEach(screen()::out);
    }
}
