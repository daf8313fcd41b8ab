package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;

import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A plan of live migrations: shown, not run. */
@Command(name = "plan", footer = {"",
        "The plan is data: nothing executes it yet, and no machine is moved. Waves run one after the other, the",
        "migrations of a wave at once. Only operators may ask.", "", "Examples:",
        "  cairn defrag plan                                        empty whole hosts",
        "  cairn defrag plan --objective devices --model nvidia-h200",
        "  cairn defrag plan --objective size=c2.large --count 8    room for a gang",
        "  cairn defrag plan --pool gpu --max-moves 20 -o yaml"})
final class DefragPlan extends Verb {

    @Option(names = "--objective", paramLabel = "hosts|devices|size=TYPE", defaultValue = "hosts", description = "What there is to be more of: empty hosts, whole devices with room beside them, or room for machines of an instance type. Default: ${DEFAULT-VALUE}.")
    private String objective = "hosts";

    @Option(names = "--class", paramLabel = "CLASS", defaultValue = "gpu", description = "Class of the devices. Default: ${DEFAULT-VALUE}.")
    private String deviceClass = "gpu";

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "", description = "Model of the devices. Default: any.")
    private String model = "";

    @Option(names = "--count", paramLabel = "N", defaultValue = "0", description = "With size=TYPE: how many are enough. Default: as many as can be.")
    private int count;

    @Option(names = "--disk", paramLabel = "SIZE", defaultValue = "1Gi", description = "With size=TYPE: root disk of each. Default: ${DEFAULT-VALUE}.")
    private String disk = "1Gi";

    @Option(names = "--pool", paramLabel = "POOL", defaultValue = "", description = "Nodes of this pool only. Default: all nodes.")
    private String pool = "";

    @Option(names = "--max-moves", paramLabel = "N", defaultValue = "50", description = "Migrations at most. Default: ${DEFAULT-VALUE}.")
    private int maxMoves = 50;

    @Option(names = "--max-transfer", paramLabel = "SIZE", defaultValue = "1Ti", description = "Memory and disk to send at most. Default: ${DEFAULT-VALUE}.")
    private String maxTransfer = "1Ti";

    @Option(names = "--per-node", paramLabel = "N", defaultValue = "2", description = "Migrations of one node at a time. Default: ${DEFAULT-VALUE}.")
    private int perNode = 2;

    @Option(names = "--keep-local-disks", description = "Leave machines with local disks where they are.")
    private boolean keepLocalDisks;

    @Option(names = "--move-shares", description = "Move machines with a share of a device, too.")
    private boolean moveShares;

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "table, json, yaml or jsonpath={.status.gain}. Default: table.")
    private String output = "";

    DefragPlan(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Format format = Format.parse(output);
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("apiVersion", "infra.cairn.io/v1");
        plan.put("kind", "DefragmentationPlan");
        plan.put("spec", spec());
        ApiObject answer = session().cluster()
                .send(Call.of("POST", "/apis/infra.cairn.io/v1/defragmentationplans")
                        .body("application/json", session().notation().json(plan)))
                .body();
        if (format instanceof Format.Rows) {
            show(answer);
        } else {
            format.print(screen(), session().notation(), List.of(answer), false);
        }
        return ExitCode.OK;
    }

    private Map<String, Object> spec() {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("maxMoves", maxMoves);
        spec.put("maxTransfer", maxTransfer);
        spec.put("maxMovesPerNode", perNode);
        spec.put("keepLocalDisks", keepLocalDisks);
        spec.put("moveDeviceShares", moveShares);
        if (!pool.isEmpty()) {
            spec.put("pool", pool);
        }
        switch (objective) {
            case "hosts" -> spec.put("objective", "Hosts");
            case "devices" -> {
                spec.put("objective", "Devices");
                spec.put("devices", model.isEmpty() ? Map.of("class", deviceClass)
                        : Map.of("class", deviceClass, "model", model));
            }
            case String size when size.startsWith("size=") && size.length() > "size=".length() -> {
                spec.put("objective", "Room");
                spec.put("size", size(size.substring("size=".length())));
            }
            default -> throw Failure.usage("--objective " + objective + " is not understood",
                    "use hosts, devices or size=TYPE, such as size=c2.large");
        }
        return spec;
    }

    /** The scheduler knows no instance types. */
    private Map<String, Object> size(String type) {
        Target target = session().targets(false).ofType("instancetypes", List.of(type)).getFirst();
        ApiObject found = session().objects()
                .find(target)
                .orElseThrow(() -> Failure.of(ExitCode.NOT_FOUND, "there is no instance type " + type, List.of(),
                        List.of("cairn get instancetypes")));
        Map<String, Object> size = new LinkedHashMap<>();
        size.put("name", type);
        size.put("cpus", found.number("spec", "cpus"));
        size.put("memory", found.text("spec", "memory"));
        size.put("disk", disk);
        if (count > 0) {
            size.put("count", count);
        }
        return size;
    }

    private void show(ApiObject answer) {
        screen().out(answer.text("status", "message"));
        List<ApiObject> moves = answer.objects("status", "moves");
        if (!moves.isEmpty()) {
            screen().out("");
            Table table = new Table(List.of("Wave", "Machine", "From", "To", "Transfer", "Reason"), moves.stream()
                    .map(move -> List.of(move.text("wave"), move.text("machine"), move.text("from"), move.text("to"),
                            move.text("transfer"), move.text("reason")))
                    .toList());
            table.text().forEach(line -> screen().out(line.stripTrailing()));
            screen().out("");
            screen().out("%s sent in all. Nothing executes this plan yet: no machine was moved.".formatted(
                    answer.text("status", "transfer")));
        }
        for (ApiObject stay : answer.objects("status", "stays")) {
            screen().note("%s machines stay: they %s".formatted(stay.text("machines"), stay.text("message")));
        }
    }
}
