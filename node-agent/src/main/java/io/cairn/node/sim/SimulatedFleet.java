package io.cairn.node.sim;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Many simulated nodes in one process; they share connections as far as the caller lets them. */
public final class SimulatedFleet implements AutoCloseable {
    private final List<SimulatedNode> nodes = new ArrayList<>();

    /** @param plane gives each node, by name, its channels, which carry its identity */
    public SimulatedFleet(String prefix, int count, SimulatedNode.Size size,
            Function<String, SimulatedNode.Plane> plane, Clock clock) throws IOException {
        for (var i = 0; i < count; i++) {
            var name = prefix + i;
            nodes.add(new SimulatedNode(name, size, plane.apply(name), clock));
        }
    }

    public List<SimulatedNode> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public void close() {
        nodes.forEach(SimulatedNode::close);
    }
}
