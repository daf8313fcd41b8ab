package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Request;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * One reason for which a node cannot take a machine, whatever runs elsewhere.
 *
 * @param name of the filter, in explanations
 * @param removed what to say of the nodes that it removed: "too little free memory"
 * @param next what to do about it
 * @param lasting true if it does not depend on what is claimed on the node
 * @param applies whether the request could fail it at all
 * @param fits true if the node may take the machine as far as the filter goes
 * @param detail what to add about the nodes that it removed; may be empty
 */
record Filter(String name, String removed, String next, boolean lasting, Predicate<Request> applies, Test fits,
        Detail detail) {
    static final String LESS = "Ask for less (a smaller instance type), free some capacity, or add a node";

    @FunctionalInterface
    interface Test {
        boolean fits(Request request, NodeState node);
    }

    @FunctionalInterface
    interface Detail {
        String of(Request request, List<NodeState> gone);
    }

    /** How much of something a node has free for a request. */
    @FunctionalInterface
    interface Free {
        long of(Request request, NodeState node);
    }

    static Filter lasting(String name, String removed, String next, Predicate<Request> applies, Test fits) {
        return new Filter(name, removed, next, true, applies, fits, (_, _) -> "");
    }

    static Filter passing(String name, String removed, String next, Predicate<Request> applies, Test fits) {
        return new Filter(name, removed, next, false, applies, fits, (_, _) -> "");
    }

    /** An amount: "asked 4096 MiB, most free 512 MiB". */
    static Filter measured(String name, String removed, String unit, ToLongFunction<Request> asked, Free free) {
        return new Filter(name, removed, LESS, false, request -> asked.applyAsLong(request) > 0,
                (request, node) -> asked.applyAsLong(request) <= free.of(request, node),
                (request, gone) -> "asked %d %s, most free %d %s".formatted(asked.applyAsLong(request), unit,
                        most(request, gone, free), unit));
    }

    static long most(Request request, List<NodeState> nodes, Free free) {
        return nodes.stream().mapToLong(node -> Math.max(0, free.of(request, node))).max().orElse(0);
    }
}
