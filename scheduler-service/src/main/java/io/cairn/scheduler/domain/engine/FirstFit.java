package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Request;

/** All nodes that fit are alike: the first in the order of names wins. What other policies are measured against. */
public record FirstFit() implements Policy {
    @Override
    public String name() {
        return "firstfit";
    }

    @Override
    public String prefers() {
        return "the first node by name";
    }

    @Override
    public int score(Request request, NodeView node) {
        return 0;
    }
}
