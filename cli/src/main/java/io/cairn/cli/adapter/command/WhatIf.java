package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What would become of a machine, without making it. */
@Command(name = "what-if", footer = {"", "Examples:", "  cairn what-if -f vm.yaml",
        "  cairn what-if -f vm.yaml --without vm/web          if that machine were gone",
        "  cairn what-if -f vm.yaml --add-node like=host-1    if there were one more such node",
        "  cairn what-if -f vm.yaml --add-node count=2,cpus=64,memory=256Gi,disk=2Ti,gpu=nvidia-h200:8",
        "  cairn what-if -f vm.yaml --drain host/host-1       if that node took nothing new"})
final class WhatIf extends Verb {

    @Option(names = {"-f",
            "--filename"}, required = true, paramLabel = "FILE", description = "File with a VirtualMachine; - is standard input.")
    private String file = "";

    @Option(names = "--without", paramLabel = "vm/NAME", description = "Suppose that this machine were gone.")
    private List<String> without = new ArrayList<>();

    @Option(names = "--add-node", paramLabel = "like=NODE|KEY=VALUE,...", description = "Suppose that there were one more node: like=NODE, or cpus=, memory=, disk=, CLASS=MODEL:COUNT; count=.")
    private List<String> addNodes = new ArrayList<>();

    @Option(names = "--drain", paramLabel = "host/NAME", description = "Suppose that this node took nothing new.")
    private List<String> drain = new ArrayList<>();

    WhatIf(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Manifests.Manifest manifest = new Manifests(session()).read(List.of(file)).getFirst();
        if (!manifest.object().kind().equals("VirtualMachine")) {
            throw Failure.usage("what-if places machines, and %s holds a %s".formatted(file, manifest.object()
                    .kind()));
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("machine", manifest.object().object("spec").fields());
        spec.put("labels", manifest.object().object("metadata", "labels").fields());
        spec.put("without", without.stream().map(WhatIf::bare).toList());
        spec.put("drain", drain.stream().map(WhatIf::bare).toList());
        spec.put("addNodes", addNodes.stream().map(WhatIf::added).toList());
        Review review = new Review(session());
        ApiObject answer = review.ask(manifest.target().namespace(), spec);
        review.lines(answer, screen()).forEach(screen()::out);
        return answer.text("status", "fits").equals("true") ? ExitCode.OK : ExitCode.REFUSED;
    }

    /** Without the type before the slash. */
    private static String bare(String given) {
        return given.substring(given.indexOf('/') + 1);
    }

    private static Map<String, Object> added(String given) {
        Map<String, Object> node = new LinkedHashMap<>();
        List<Object> devices = new ArrayList<>();
        for (String part : given.split(",")) {
            String[] pair = part.split("=", 2);
            if (pair.length != 2 || pair[1].isEmpty()) {
                throw Failure.usage("--add-node: \"" + part + "\" is not KEY=VALUE",
                        "--add-node like=host-1, or --add-node cpus=64,memory=256Gi,disk=2Ti");
            }
            switch (pair[0]) {
                case "like", "memory", "disk" -> node.put(pair[0], pair[1]);
                case "count", "cpus" -> node.put(pair[0], number(pair[0], pair[1]));
                default -> devices.add(device(pair[0], pair[1]));
            }
        }
        node.put("devices", devices);
        return node;
    }

    private static Map<String, Object> device(String deviceClass, String given) {
        String[] words = given.split(":", 2);
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("class", deviceClass);
        device.put("model", words[0]);
        device.put("count", words.length == 2 ? number(deviceClass, words[1]) : 1);
        return device;
    }

    private static int number(String key, String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw Failure.usage("--add-node: %s=%s is no number".formatted(key, text));
        }
        return Integer.parseInt(text);
    }
}
