package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ResourceType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Creates a reservation without a file. */
@Command(name = "reserve", footer = {"", "Examples:",
        "  cairn reserve train --type c4.medium --count 8 --until 5d --wait",
        "  cairn reserve night --type c2.small --count 20 --from 2027-01-04T22:00:00Z --until 2027-01-05T06:00:00Z",
        "  cairn reserve gpus --type c4.medium --device gpu/nvidia-h200 --count 2 --until 12h --dry-run -o yaml"})
final class Reserve extends Verb {

    @Parameters(paramLabel = "NAME", hideParamSyntax = true)
    private String name = "";

    @Option(names = "--type", paramLabel = "TYPE", required = true, description = "Instance type of each piece; see cairn get instancetypes.")
    private String type = "";

    @Option(names = "--count", paramLabel = "N", defaultValue = "1", description = "How many machines there is to be room for. Default: ${DEFAULT-VALUE}.")
    private int count = 1;

    @Option(names = "--disk", paramLabel = "SIZE", description = "Root disk of each piece, such as 10Gi.")
    private @Nullable String disk;

    @Option(names = "--device", paramLabel = "CLASS[/MODEL]", description = "A device of each piece; repeat for several.")
    private List<String> devices = new ArrayList<>();

    @Option(names = "--from", paramLabel = "WHEN", defaultValue = "", description = "When it begins: a time such as 2027-01-04T08:00:00Z, or from now, such as 2h. Default: now.")
    private String from = "";

    @Option(names = "--until", paramLabel = "WHEN", required = true, description = "When what is left of it is given back: a time, or from now, such as 5d.")
    private String until = "";

    @Option(names = "--dry-run", arity = "0..1", fallbackValue = "server", paramLabel = "server", defaultValue = "", description = "Let the server check everything and store nothing.")
    private String dryRun = "";

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", defaultValue = "", description = "name, yaml, json or jsonpath={.path} of the result.")
    private String output = "";

    @Mixin
    private WaitOption wait = new WaitOption();

    Reserve(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Format format = Format.parse(output);
        boolean dry = DryRun.wanted(dryRun);
        ResourceType reservations = session().discovery().named("reservations");
        Target collection = session().targets(false).target(reservations, "");
        Applying applying = new Applying(session().cluster(), session().notation());
        new Written(session(), format, dry, wait).tell(collection, applying.create(collection,
                reservation(reservations, collection.namespace()), dry));
        return ExitCode.OK;
    }

    private ApiObject reservation(ResourceType reservations, String namespace) {
        Map<String, Object> reservation = new LinkedHashMap<>();
        reservation.put("apiVersion", reservations.apiVersion());
        reservation.put("kind", reservations.kind());
        reservation.put("metadata", Map.of("name", name, "namespace", namespace));
        reservation.put("spec", spec());
        return new ApiObject(reservation);
    }

    private Map<String, Object> spec() {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("instanceType", type);
        spec.put("count", (long) count);
        if (disk != null) {
            spec.put("rootDisk", Map.of("size", disk));
        }
        if (!devices.isEmpty()) {
            spec.put("devices", devices.stream().map(Reserve::device).toList());
        }
        if (!from.isEmpty()) {
            spec.put("from", time("--from", from));
        }
        spec.put("until", time("--until", until));
        return spec;
    }

    private static Map<String, Object> device(String given) {
        String[] parts = given.split("/", 2);
        return parts.length == 2 ? Map.of("class", parts[0], "model", parts[1]) : Map.of("class", parts[0]);
    }

    private String time(String option, String given) {
        try {
            return Instant.parse(given).toString();
        } catch (DateTimeException relative) {
            try {
                return session().time()
                        .now()
                        .plus(new Durations().convert(given))
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
            } catch (TypeConversionException neither) {
                throw Failure.usage("%s %s is no time: write 2027-01-04T08:00:00Z, or 90s, 5m, 1h30m or 30d from now"
                        .formatted(option, given));
            }
        }
    }
}
