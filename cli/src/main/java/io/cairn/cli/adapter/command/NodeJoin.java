package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.ServerAddress;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.JoinScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the inventory row of a host and a one-time token, and prints the commands that enrol the host. */
@Command(name = "join", footer = {"",
        "Prints commands to run as root on the new host, in a clone of this version. They hold a token that is good for",
        "one host, once, for an hour: treat them as a secret until then.", "", "Examples:",
        "  cairn node join host-2 -l rack=r2 --subnet 10.20.2",
        "  cairn node join host-2 | ssh root@host-2 'cd cairn && bash -e'"})
final class NodeJoin extends Verb {

    @Parameters(paramLabel = "NAME", hideParamSyntax = true)
    private String name = "";

    @Option(names = {"-l",
            "--label"}, paramLabel = "KEY=VALUE", description = "Label of a new node; repeat for several.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--allow-emulation", description = "A new node takes machines without KVM. Not for tenants.")
    private boolean allowEmulation;

    @Option(names = "--plane", paramLabel = "HOST", defaultValue = "", description = "Address of the control plane as the host sees it. Default: the server's.")
    private String plane = "";

    @Option(names = "--subnet", paramLabel = "A.B.C", defaultValue = "", description = "First three numbers of the host's own /24 for machines, such as 10.20.2.")
    private String subnet = "";

    NodeJoin(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        String authority = session().access()
                .authority()
                .orElseThrow(() -> Failure.usage("the kubeconfig names no CA, and the new host needs it",
                        "use the kubeconfig that make up wrote, or --certificate-authority"));
        if (!subnet.isEmpty() && !subnet.matches("[0-9]{1,3}(\\.[0-9]{1,3}){2}")) {
            throw Failure.usage("--subnet " + subnet + " is not understood", "write its first three numbers: 10.20.2");
        }
        Target node = session().targets(false).ofType("nodes", List.of(name)).getFirst();
        if (session().objects().find(node).isEmpty()) {
            new Applying(session().cluster(), session().notation()).create(new Target(node.type(), "", ""), row(node),
                    false);
            screen().note(node.qualified() + " created");
        }
        ApiObject token = session().cluster()
                .send(Call.of("POST", node.path() + "/jointoken").body("application/json", "{}"))
                .body();
        String server = session().access().server();
        new JoinScript(name, plane.isEmpty() ? ServerAddress.host(server) : plane, ServerAddress.shift(server),
                Optional.of(subnet).filter(text -> !text.isEmpty()), authority, token.text("token")).lines()
                .forEach(screen()::out);
        screen().note("the token is good once, within " + token.number("expiresInSeconds") / 60 + " minutes; then: "
                + "cairn wait node/" + name);
        return ExitCode.OK;
    }

    private ApiObject row(Target node) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        if (!labels.isEmpty()) {
            metadata.put("labels", new LinkedHashMap<>(labels));
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("apiVersion", node.type().apiVersion());
        row.put("kind", node.type().kind());
        row.put("metadata", metadata);
        row.put("spec", allowEmulation ? Map.of("allowEmulation", true) : Map.of());
        return new ApiObject(row);
    }
}
