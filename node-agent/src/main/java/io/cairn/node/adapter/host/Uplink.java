package io.cairn.node.adapter.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How fast the host's way to everybody else is: what an operator says, or the speed of the interface that has the default
 * route. A virtual interface has none that it knew of.
 *
 * @param configuredMbps 0 if the operator does not say
 * @param proc and {@code sys}: where the kernel shows its state
 */
record Uplink(int configuredMbps, Path proc, Path sys) {
    private static final String EVERYWHERE = "00000000";
    private static final int DESTINATION = 1;
    private static final int METRIC = 6;
    private static final int MASK = 7;

    /** Of this host. */
    static Uplink of(int configuredMbps) {
        return new Uplink(configuredMbps, Path.of("/proc"), Path.of("/sys"));
    }

    /** Mbit/s; 0 if nobody knows. */
    int mbps() throws IOException {
        if (configuredMbps > 0) {
            return configuredMbps;
        }
        var by = interfaceOfDefaultRoute();
        return by.isEmpty() ? 0 : speed(sys.resolve("class/net").resolve(by.get()).resolve("speed"));
    }

    /** That of the lowest metric, if there are several. */
    private Optional<String> interfaceOfDefaultRoute() throws IOException {
        var table = proc.resolve("net/route");
        if (!Files.exists(table)) {
            return Optional.empty();
        }
        return Files.readAllLines(table)
                .stream()
                .skip(1)
                .map(line -> line.split("\\s+"))
                .filter(route -> route.length > MASK && route[DESTINATION].equals(EVERYWHERE)
                        && route[MASK].equals(EVERYWHERE))
                .min(Comparator.comparingInt(route -> Integer.parseInt(route[METRIC])))
                .flatMap(route -> Stream.of(route).findFirst());
    }

    /** The kernel refuses to read the speed of an interface that has none, or says -1. */
    private static int speed(Path file) {
        try {
            return Math.max(0, Integer.parseInt(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }
}
