package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries of the audit log. */
final class AuditFilter {

    private static final String ENTRIES = "/apis/audit.cairn.io/v1/entries";

    @Option(names = "--user", paramLabel = "NAME", defaultValue = "", description = "Only what this user did.")
    private String user = "";

    @Option(names = "--verb", paramLabel = "VERB", defaultValue = "", description = "Only this verb, such as delete.")
    private String verb = "";

    @Option(names = "--resource", paramLabel = "PLURAL", defaultValue = "", description = "Only this type, such as virtualmachines.")
    private String resource = "";

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "Only about objects of this name.")
    private String name = "";

    @Option(names = "--decision", paramLabel = "allow|deny", defaultValue = "", description = "Only what was allowed, or denied.")
    private String decision = "";

    @Option(names = "--since", paramLabel = "TIME", converter = Durations.class, description = "Only younger than this, such as 1h or 7d.")
    private @Nullable Duration since;

    @Option(names = "--from", paramLabel = "DATE", defaultValue = "", description = "From this time on, such as 2026-01-31T00:00:00Z.")
    private String from = "";

    @Option(names = "--to", paramLabel = "DATE", defaultValue = "", description = "Up to this time.")
    private String to = "";

    Call call(Session session) {
        String start = since == null ? from : session.time().now().minus(since).toString();
        return Call.get(ENTRIES)
                .with("user", user)
                .with("verb", verb)
                .with("resource", resource)
                .with("namespace", session.askedNamespace().orElse(""))
                .with("name", name)
                .with("decision", decision)
                .with("from", start)
                .with("to", to);
    }
}
