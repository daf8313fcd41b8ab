package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Screen.Tone;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How many more machines of each instance type fit. */
@Command(name = "capacity", footer = {"", "Examples:", "  cairn capacity", "  cairn capacity c2.small --disk 20Gi"})
final class Capacity extends Verb {

    @Parameters(paramLabel = "TYPE", hideParamSyntax = true, arity = "0..*", description = "Instance types; all if none is named.")
    private List<String> types = new ArrayList<>();

    @Option(names = "--disk", paramLabel = "SIZE", defaultValue = "1Gi", description = "Root disk of each machine. Default: ${DEFAULT-VALUE}.")
    private String disk = "1Gi";

    Capacity(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("instanceTypes", types);
        spec.put("rootDisk", disk);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("apiVersion", "compute.cairn.io/v1");
        report.put("kind", "CapacityReport");
        report.put("spec", spec);
        ApiObject answer = session().cluster()
                .send(Call.of("POST", "/apis/compute.cairn.io/v1/capacityreports")
                        .body("application/json", session().notation().json(report)))
                .body();
        answer.objects("status", "pools").forEach(pool -> show("Pool", pool));
        answer.objects("status", "sites").forEach(site -> show("Site", site));
        if (answer.list("status", "pools").isEmpty()) {
            screen().note("there is no node yet");
        }
        return ExitCode.OK;
    }

    private void show(String what, ApiObject pool) {
        screen().out(screen().paint(Tone.STRONG, what + " " + pool.text("name")) + ": %d of %d nodes take machines"
                .formatted(pool.number("open"), pool.number("nodes")));
        for (String dimension : List.of("cpus", "memory", "disk")) {
            screen().out("  %-10s %s of %s claimed".formatted(dimension, pool.text("claimed", dimension),
                    pool.text("allocatable", dimension)));
        }
        for (ApiObject device : pool.objects("devices")) {
            screen().out("  %-10s %s: %d of %d free".formatted(device.text("class"), device.text("model"),
                    device.number("free"), device.number("total")));
        }
        screen().out("  %-16s %10s".formatted("INSTANCE TYPE", "MORE FIT"));
        pool.object("fits")
                .fields()
                .forEach((name, more) -> screen().out("  %-16s %10s".formatted(name, more)));
    }
}
