package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a machine without a file. */
@Command(name = "vm", footer = {"", "Examples:", "  cairn create vm web --image debian-12 --type c2.small --wait",
        "  cairn create vm db --image debian-12 --disk 20Gi --ssh-key ~/.ssh/id_ed25519.pub --user-data-file db.yaml",
        "  cairn create vm web --image micro --dry-run -o yaml > web.yaml"})
final class CreateVm extends Verb {

    @Parameters(paramLabel = "NAME", hideParamSyntax = true)
    private String name = "";

    @Option(names = "--image", paramLabel = "IMAGE", required = true, description = "Image to boot; see cairn get images.")
    private String image = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "Instance type; see cairn get instancetypes.")
    private @Nullable String type;

    @Option(names = "--disk", paramLabel = "SIZE", description = "Size of the root disk, such as 10Gi.")
    private @Nullable String disk;

    @Option(names = "--network", paramLabel = "NAME", description = "Network to join; repeat for several.")
    private List<String> networks = new ArrayList<>();

    @Option(names = "--ssh-key", paramLabel = "KEY|FILE", description = "Public SSH key that may log in, or a file with some; repeat for several.")
    private List<String> sshKeys = new ArrayList<>();

    @Option(names = "--user-data-file", paramLabel = "FILE", description = "cloud-init user data.")
    private @Nullable Path userData;

    @Option(names = "--run-strategy", paramLabel = "WORD", description = "Always, Halted, Manual or RerunOnFailure.")
    private @Nullable String runStrategy;

    @Option(names = {"-l", "--label"}, paramLabel = "KEY=VALUE", description = "Label; repeat for several.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--dry-run", arity = "0..1", fallbackValue = "server", paramLabel = "server", defaultValue = "", description = "Let the server check everything and store nothing.")
    private String dryRun = "";

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "name, yaml, json or jsonpath={.path} of the result.")
    private String output = "";

    @Mixin
    private WaitOption wait = new WaitOption();

    CreateVm(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Format format = Format.parse(output);
        boolean dry = DryRun.wanted(dryRun);
        ResourceType machines = session().discovery().named("virtualmachines");
        Target collection = session().targets(false).target(machines, "");
        Applying applying = new Applying(session().cluster(), session().notation());
        new Written(session(), format, dry, wait).tell(collection, applying.create(collection, machine(machines,
                collection.namespace()), dry));
        return ExitCode.OK;
    }

    private ApiObject machine(ResourceType machines, String namespace) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        if (!labels.isEmpty()) {
            metadata.put("labels", new LinkedHashMap<>(labels));
        }
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("apiVersion", machines.apiVersion());
        machine.put("kind", machines.kind());
        machine.put("metadata", metadata);
        machine.put("spec", spec());
        return new ApiObject(machine);
    }

    private Map<String, Object> spec() {
        Map<String, Object> spec = new LinkedHashMap<>();
        put(spec, "runStrategy", runStrategy);
        put(spec, "instanceType", type);
        put(spec, "image", image);
        put(spec, "rootDisk", disk == null ? null : Map.of("size", disk));
        put(spec, "networks", networks.isEmpty()
                ? null
                : networks.stream().map(network -> Map.of("name", network)).toList());
        put(spec, "sshKeys", sshKeys.isEmpty() ? null : sshKeys.stream().flatMap(CreateVm::keys).toList());
        put(spec, "userData", userData == null ? null : text(userData));
        return spec;
    }

    private static Stream<String> keys(String given) {
        if (given.matches("(ssh|ecdsa|sk)-.* .*")) {
            return Stream.of(given);
        }
        return text(Path.of(given)).lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }

    private static void put(Map<String, Object> spec, String field, @Nullable Object value) {
        if (value != null) {
            spec.put(field, value);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw Failure.usage("cannot read " + file + ": " + broken.getMessage());
        }
    }
}
