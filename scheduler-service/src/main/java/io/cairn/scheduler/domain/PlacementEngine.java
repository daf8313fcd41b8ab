package io.cairn.scheduler.domain;

import java.util.List;

/** Decides where a machine goes. Pure: same request and same nodes, same answer. */
@FunctionalInterface
public interface PlacementEngine {
    Decision place(Request request, List<NodeView> nodes);
}
