package io.cairn.scheduler.domain.engine;

import java.util.List;

/** Who will have to follow a machine into its domain: asked only if the machine turns out to be the first of them. */
interface Group {
    /** Nobody knows how many will follow. */
    Group OPEN = new Group() {
        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }

        @Override
        public List<NodeState> inVain() {
            return List.of();
        }
    };

    /** How many there are, the first included; more room than that is worth nothing. */
    int size();

    /** Nodes whose domains come last, since not all of them found a place there. */
    List<NodeState> inVain();
}
