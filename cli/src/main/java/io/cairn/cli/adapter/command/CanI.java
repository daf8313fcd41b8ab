package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Safe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks whether we may do something; ends with 1 if not. */
@Command(name = "can-i", footer = {"", "Ends with 0 for yes and 1 for no.", "", "Examples:",
        "  cairn auth can-i create vm -n team-a", "  cairn auth can-i get vm/web --subresource console",
        "  cairn auth can-i '*' nodes -q && echo an operator"})
final class CanI extends Verb {

    private static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    @Parameters(index = "0", paramLabel = "VERB", hideParamSyntax = true)
    private String verb = "";

    @Parameters(index = "1", paramLabel = "TYPE | TYPE/NAME", hideParamSyntax = true)
    private String what = "";

    @Option(names = "--subresource", paramLabel = "NAME", defaultValue = "", description = "Such as console or start.")
    private String subresource = "";

    @Option(names = {"-A", "--all-namespaces"}, description = "In all namespaces.")
    private boolean allNamespaces;

    @Option(names = {"-q", "--quiet"}, description = "Only the exit code.")
    private boolean quiet;

    CanI(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Target target = session().targets(allNamespaces).parse(List.of(what)).getFirst();
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("verb", verb);
        attributes.put("group", target.type().group());
        attributes.put("version", target.type().version());
        attributes.put("resource", target.type().plural());
        attributes.put("subresource", subresource);
        attributes.put("name", target.name());
        attributes.put("namespace", target.namespace());
        String review = session().notation()
                .json(Map.of("apiVersion", "authorization.k8s.io/v1", "kind", "SelfSubjectAccessReview", "spec",
                        Map.of("resourceAttributes", attributes)));
        ApiObject status = session().cluster()
                .send(Call.of("POST", PATH).body("application/json", review))
                .body()
                .object("status");
        boolean allowed = Boolean.TRUE.equals(status.at("allowed").orElse(false));
        if (!quiet) {
            String reason = status.text("reason");
            screen().out((allowed ? "yes" : "no") + (reason.isBlank() || allowed ? "" : " - " + Safe.text(reason)));
        }
        return allowed ? ExitCode.OK : ExitCode.REFUSED;
    }
}
