package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the audit log. */
@Command(name = "audit", footer = {"", "Examples:", "  cairn audit --since 1h",
        "  cairn audit --user bob --decision deny",
        "  cairn audit --resource virtualmachines --verb delete -n team-a",
        "  cairn audit verify                          is the chain whole?",
        "  cairn audit export --since 7d > week.jsonl"})
final class AuditVerb extends Verb {

    private static final int PAGE = 500;

    @Mixin
    private AuditFilter filter = new AuditFilter();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N entries. Default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    AuditVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        List<ApiObject> entries = new ArrayList<>();
        String next = "";
        do {
            ApiObject page = session().cluster()
                    .send(filter.call(session())
                            .with("limit", String.valueOf(Math.clamp(limit - entries.size(), 1, PAGE)))
                            .with("continue", next))
                    .body();
            entries.addAll(page.objects("items"));
            next = page.text("metadata", "continue");
        } while (!next.isEmpty() && entries.size() < limit);
        if (entries.isEmpty()) {
            screen().note("No entries found.");
            return ExitCode.OK;
        }
        Table table = new Table(List.of("At", "User", "Verb", "Object", "Decision", "Code", "Source"),
                entries.stream().limit(limit).map(AuditVerb::row).toList());
        table.text().forEach(line -> screen().out(line.stripTrailing()));
        if (!next.isEmpty()) {
            screen().note("(there are more; raise --limit, or use cairn audit export)");
        }
        return ExitCode.OK;
    }

    private static List<String> row(ApiObject entry) {
        String object = Stream.of(entry.text("namespace"), entry.text("resource"), entry.text("name"),
                entry.text("subresource")).filter(part -> !part.isEmpty()).collect(Collectors.joining("/"));
        return List.of(entry.text("at"), entry.text("user").isEmpty() ? "<nobody>" : entry.text("user"),
                entry.text("verb"), object.isEmpty() ? entry.text("path") : object, entry.text("decision"),
                entry.text("code"), entry.text("source"));
    }

    /** Path of the check of the chain. */
    static Call verification() {
        return Call.get("/apis/audit.cairn.io/v1/verify");
    }
}
