package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The nodes by number. A number is used again once its node is gone. */
final class Fleet {
    private final List<@Nullable NodeState> nodes = new ArrayList<>();
    private final Map<String, NodeState> byName = new HashMap<>();
    private final List<Integer> unused = new ArrayList<>();
    private final ChangeLog log = new ChangeLog(1024);
    private @Nullable Layout layout;

    Optional<NodeState> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    int size() {
        return byName.size();
    }

    Iterable<NodeState> all() {
        return byName.values();
    }

    void put(Node node) {
        var known = byName.get(node.name());
        if (known == null) {
            add(node);
            return;
        }
        if (!known.node().labels().equals(node.labels())) {
            layout = null;
        }
        known.become(node);
        changed(known);
    }

    private void add(Node node) {
        if (byName.size() >= Keys.MOST_NODES) {
            throw new IllegalStateException("A view holds at most %d nodes; node %s is one too many".formatted(
                    Keys.MOST_NODES, node.name()));
        }
        layout = null;
        var index = unused.isEmpty() ? nodes.size() : unused.removeLast();
        var state = new NodeState(index, node);
        byName.put(node.name(), state);
        if (index == nodes.size()) {
            nodes.add(state);
            log.grow(nodes.size());
        } else {
            nodes.set(index, state);
        }
    }

    void remove(NodeState node) {
        byName.remove(node.node().name());
        nodes.set(node.index, null);
        unused.add(node.index);
        log.add(node.index);
    }

    void changed(NodeState node) {
        log.add(node.index);
    }

    ChangeLog log() {
        return log;
    }

    /** Whether nodes joined or moved since the last layout. */
    boolean moved() {
        return layout == null;
    }

    Layout layout() {
        var known = layout;
        if (known == null) {
            known = new Layout(nodes);
            layout = known;
        }
        return known;
    }
}
