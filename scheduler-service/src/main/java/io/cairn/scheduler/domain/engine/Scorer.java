package io.cairn.scheduler.domain.engine;

/** How good a node is for requests of one shape, neighbours aside. */
interface Scorer {
    /** As {@link Keys} has it; {@link Keys#NONE} if it does not fit. */
    long key(NodeState node, int rank);

    /** Whether the node could take it if nothing ran there. */
    boolean eligible(NodeState node);

    /** How many machines like it a node has room for that it fits; 0 if nobody needs to know. */
    int room(NodeState node);

    /** Another number than before if all keys have to be computed again. */
    long version();
}
