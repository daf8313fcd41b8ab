package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Screen.Tone;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Description;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What happened, newest last. */
@Command(name = "events", footer = {"", "Examples:", "  cairn events", "  cairn events --for vm/web -w",
        "  cairn events -A --types Warning"})
final class Events extends Verb {

    private static final Duration LOOK = Duration.ofMillis(500);

    @Option(names = "--for", paramLabel = "TYPE/NAME", defaultValue = "", description = "Only about this object.")
    private String about = "";

    @Option(names = "--types", paramLabel = "TYPE", defaultValue = "", description = "Only Normal or only Warning.")
    private String types = "";

    @Option(names = {"-A", "--all-namespaces"}, description = "Events of all namespaces.")
    private boolean allNamespaces;

    @Option(names = {"-w", "--watch"}, description = "Then follow what happens.")
    private boolean watch;

    Events(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Target events = new Target(session().discovery().named("events"), allNamespaces
                ? ""
                : session().access().namespace(), "");
        String fields = "";
        if (!about.isEmpty()) {
            Target target = session().targets(allNamespaces).parse(List.of(about)).getFirst();
            fields = "involvedObject.kind=" + target.type().kind() + ",involvedObject.name=" + target.name();
        }
        if (!types.isEmpty()) {
            fields = fields + (fields.isEmpty() ? "" : ",") + "type=" + types;
        }
        var listing = session().objects().list(events, new Filter("", fields, 0));
        if (listing.content().isEmpty() && !watch) {
            screen().note("No events found" + (allNamespaces ? "." : " in namespace " + events.namespace() + "."));
            return ExitCode.OK;
        }
        Table table = table(listing.content());
        List<Integer> widths = table.widths(List.of());
        screen().out(screen().paint(Tone.STRONG, table.header(widths)));
        table.lines(widths, cell -> Words.painted(screen(), cell)).forEach(screen()::out);
        if (watch) {
            follow(Call.get(events.path())
                    .with("watch", "true")
                    .with("fieldSelector", fields)
                    .with("resourceVersion", listing.resourceVersion()), widths);
        }
        return ExitCode.OK;
    }

    private void follow(Call call, List<Integer> from) throws InterruptedException {
        List<Integer> widths = from;
        try (Cluster.Feed feed = session().cluster().watch(call)) {
            while (!screen().abandoned()) {
                Optional<ApiObject> event = feed.next(LOOK);
                if (event.isPresent() && List.of("ADDED", "MODIFIED").contains(event.get().text("type"))) {
                    Table table = table(List.of(event.get().object("object")));
                    widths = table.widths(widths);
                    table.lines(widths, cell -> Words.painted(screen(), cell)).forEach(screen()::out);
                }
            }
        } catch (Cluster.Ended _) {
            screen().note("the server ended the stream; run the command again to go on");
        }
    }

    private Table table(List<ApiObject> events) {
        Table table = Description.eventTable(events, session().time().now(), true);
        List<String> namespaces = new ArrayList<>();
        Description.inOrder(events).forEach(event -> namespaces.add(event.namespace()));
        return allNamespaces ? table.prepend("Namespace", namespaces) : table;
    }
}
