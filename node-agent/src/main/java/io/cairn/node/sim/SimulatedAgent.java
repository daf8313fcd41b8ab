package io.cairn.node.sim;

import io.cairn.node.adapter.grpc.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One simulated node as a process of its own: it enrols, dials in and keeps machines as a real agent does, but in memory.
 *
 * <p>Options, as those of the real agent: {@code --cairn.agent.name}, {@code --cairn.agent.data}, {@code
 * --cairn.agent.join-token-file}, {@code --cairn.agent.ca-file}, {@code --cairn.plane.scheduler}, {@code
 * --cairn.plane.machines}; and {@code --cairn.agent.devices}, devices that it pretends to have: {@code
 * gpu:nvidia-h200:8,nic:connectx-7:2}.
 */
public final class SimulatedAgent {
    private static final Logger log = LoggerFactory.getLogger(SimulatedAgent.class);
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(8, 16_384, 100_000);

    private SimulatedAgent() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = Arrays.stream(arguments)
                .filter(argument -> argument.startsWith("--") && argument.contains("="))
                .map(argument -> argument.substring(2).split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        var clock = Clock.systemUTC();
        var credentials = new Credentials(Path.of(option(options, "cairn.agent.data")),
                Path.of(option(options, "cairn.agent.ca-file")),
                Path.of(option(options, "cairn.agent.join-token-file")), clock);
        var scheduler = option(options, "cairn.plane.scheduler");
        credentials.ensure(scheduler);
        var plane = new SimulatedNode.Plane(credentials.channel(option(options, "cairn.plane.machines")),
                Optional.of(credentials.channel(scheduler)));
        var size = devices(options.getOrDefault("cairn.agent.devices", ""));
        var node = new SimulatedNode(option(options, "cairn.agent.name"), size, plane, clock);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
        log.atInfo().addKeyValue("node", node.name()).log("A simulated node runs");
        new CountDownLatch(1).await();
    }

    /** {@code gpu:nvidia-h200:8,nic:connectx-7:2}. */
    private static SimulatedNode.Size devices(String given) {
        var size = SIZE;
        for (var part : given.isEmpty() ? new String[0] : given.split(",")) {
            var words = part.split(":");
            if (words.length != 3 || !words[2].matches("[1-9][0-9]{0,2}")) {
                throw new IllegalArgumentException("--cairn.agent.devices: \"%s\" is not CLASS:MODEL:COUNT, such as "
                        .formatted(part) + "gpu:nvidia-h200:8");
            }
            size = size.with(words[0], words[1], Integer.parseInt(words[2]));
        }
        return size;
    }

    private static String option(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name))
                .orElseThrow(() -> new IllegalArgumentException("The option --%s is missing".formatted(name)));
    }
}
