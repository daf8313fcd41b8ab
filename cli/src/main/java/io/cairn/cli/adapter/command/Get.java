package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Objects.Listing;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.FieldPath;
import io.cairn.cli.domain.ServerTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows objects. */
@Command(name = "get", footer = {"", "Examples:", "  cairn get vm                        machines of the namespace",
        "  cairn get vm web -o yaml            everything about one",
        "  cairn get vm,images -A -o wide      several types, all namespaces",
        "  cairn get vm -l app=web -w          by label, and follow",
        "  cairn get vm web -o jsonpath='{.status.addresses[0].ip}'"})
final class Get extends Verb {

    @Parameters(paramLabel = "TYPE [NAME...] | TYPE/NAME...", hideParamSyntax = true, arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "table, wide, yaml, json, name or jsonpath={.path}.")
    private String output = "";

    @Option(names = {"-A", "--all-namespaces"}, description = "Objects of all namespaces.")
    private boolean allNamespaces;

    @Option(names = {"-l",
            "--selector"}, paramLabel = "LABELS", defaultValue = "", description = "Only objects with these labels: a=b,c!=d,e in (f,g).")
    private String labels = "";

    @Option(names = "--field-selector", paramLabel = "FIELDS", defaultValue = "", description = "Only objects with these fields: metadata.name=web.")
    private String fields = "";

    @Option(names = {"-w", "--watch"}, description = "Then follow the changes.")
    private boolean watch;

    @Option(names = "--sort-by", paramLabel = "PATH", defaultValue = "", description = "Order by a field: .metadata.creationTimestamp.")
    private String sortBy = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "At most N objects of each type.")
    private int limit;

    @Option(names = "--show-labels", description = "A column with the labels.")
    private boolean showLabels;

    @Option(names = "--no-headers", description = "Without the line of headers.")
    private boolean noHeaders;

    Get(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Format format = Format.parse(output);
        List<Target> targets = session().targets(allNamespaces).parse(words);
        check(targets);
        Filter filter = new Filter(labels, fields, limit);
        // No switch over types here and in what every command does: the JVM makes a class for each at every start.
        if (format instanceof Format.Rows(boolean wide)) {
            return rows(targets, filter, wide);
        }
        return format instanceof Format.Name ? names(targets, filter) : trees(targets, filter, format);
    }

    private void check(List<Target> targets) {
        boolean named = targets.stream().anyMatch(target -> !target.name().isEmpty());
        if (named && allNamespaces && targets.stream().anyMatch(target -> target.type().namespaced())) {
            throw Failure.usage("an object has one namespace: name it with -n instead of -A");
        }
        if (named && !(labels + fields).isEmpty()) {
            throw Failure.usage("choose by name or by selector, not both");
        }
        if (watch && targets.stream().map(Target::type).distinct().count() > 1) {
            throw Failure.usage("only one type can be followed at a time");
        }
    }

    private ExitCode rows(List<Target> targets, Filter filter, boolean wide) throws InterruptedException {
        Map<String, List<Target>> byType = new LinkedHashMap<>();
        targets.forEach(target -> byType.computeIfAbsent(target.type().qualifiedSingular(), _ -> new ArrayList<>())
                .add(target));
        ExitCode result = ExitCode.OK;
        boolean several = byType.size() > 1;
        boolean any = false;
        for (List<Target> group : byType.values()) {
            List<Listing<ServerTable>> found = new ArrayList<>();
            ExitCode here = each(group, target -> found.add(sorted(session().objects().table(target, filter))));
            result = result == ExitCode.OK ? here : result;
            ServerTable table = found.stream()
                    .map(Listing::content)
                    .reduce(ServerTable::and)
                    .orElse(new ServerTable(List.of(), List.of()));
            var style = new ServerTable.Style(wide, allNamespaces && group.getFirst().type().namespaced(), showLabels,
                    several ? group.getFirst().type().qualifiedSingular() + "/" : "");
            Rows printer = new Rows(screen(), style, !noHeaders);
            if (!table.rows().isEmpty()) {
                if (any) {
                    screen().out("");
                }
                printer.print(table);
                any = true;
            }
            found.forEach(this::cut);
            if (watch) {
                follow(group, found, filter, printer);
            }
        }
        if (!any && result == ExitCode.OK) {
            screen().note(nothing(targets));
        }
        return result;
    }

    private void follow(List<Target> group, List<Listing<ServerTable>> found, Filter filter, Rows printer)
            throws InterruptedException {
        if (group.size() != 1) {
            throw Failure.usage("one object or a whole type can be followed, not several objects");
        }
        new Following(session(), printer).follow(group.getFirst(), filter, found.getFirst());
    }

    private Listing<ServerTable> sorted(Listing<ServerTable> listing) {
        if (sortBy.isEmpty()) {
            return listing;
        }
        FieldPath path = FieldPath.parse(sortBy);
        List<ApiObject> rows = listing.content()
                .rows()
                .stream()
                .sorted((one, other) -> FieldOrder.compare(path.in(one.object("object")),
                        path.in(other.object("object"))))
                .toList();
        return new Listing<>(listing.content().withRows(rows), listing.resourceVersion(), listing.left(),
                listing.more());
    }

    private void cut(Listing<?> listing) {
        if (listing.more()) {
            screen().note("(" + (listing.left() > 0 ? listing.left() : "there are") + " more; raise --limit or leave it"
                    + " out)");
        }
    }

    private String nothing(List<Target> targets) {
        Target first = targets.getFirst();
        return first.type().namespaced() && !allNamespaces
                ? "No " + first.type().plural() + " found in namespace " + first.namespace() + "."
                : "No " + first.type().plural() + " found.";
    }

    private ExitCode names(List<Target> targets, Filter filter) throws InterruptedException {
        return each(targets, target -> objects(target, filter)
                .forEach(object -> screen().out(target.type().qualifiedSingular() + "/" + object.name())));
    }

    private ExitCode trees(List<Target> targets, Filter filter, Format format) throws InterruptedException {
        List<ApiObject> objects = new ArrayList<>();
        ExitCode result = each(targets, target -> objects.addAll(objects(target, filter)));
        boolean asList = targets.size() > 1 || targets.getFirst().name().isEmpty();
        if (!sortBy.isEmpty()) {
            FieldPath path = FieldPath.parse(sortBy);
            objects.sort((one, other) -> FieldOrder.compare(path.in(one), path.in(other)));
        }
        format.print(screen(), session().notation(), objects, asList);
        if (watch) {
            new Following(session(), new Rows(screen(), new ServerTable.Style(false, false, false, ""), false))
                    .follow(targets.getFirst(), filter, format);
        }
        return result;
    }

    private List<ApiObject> objects(Target target, Filter filter) {
        if (!target.name().isEmpty()) {
            return List.of(session().objects().get(target));
        }
        Listing<List<ApiObject>> listing = session().objects().list(target, filter);
        cut(listing);
        return listing.content().stream().map(item -> item.kind().isEmpty() ? typed(target, item) : item).toList();
    }

    private static ApiObject typed(Target target, ApiObject item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("apiVersion", target.type().apiVersion());
        fields.put("kind", target.type().kind());
        fields.putAll(item.fields());
        return new ApiObject(fields);
    }
}
