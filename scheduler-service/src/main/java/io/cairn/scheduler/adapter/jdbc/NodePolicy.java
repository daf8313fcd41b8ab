package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.domain.Taint;
import java.util.List;
import java.util.Map;

/** What an operator says of a node. */
public record NodePolicy(boolean cordoned, boolean allowEmulation, Map<String, String> labels, List<Taint> taints) {
    static final NodePolicy UNKNOWN = new NodePolicy(true, false, Map.of(), List.of());
}
