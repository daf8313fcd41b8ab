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
 * --cairn.plane.machines}.
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
        var node = new SimulatedNode(option(options, "cairn.agent.name"), SIZE, plane, clock);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
        log.atInfo().addKeyValue("node", node.name()).log("A simulated node runs");
        new CountDownLatch(1).await();
    }

    private static String option(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name))
                .orElseThrow(() -> new IllegalArgumentException("The option --%s is missing".formatted(name)));
    }
}
