package io.cairn.scheduler.domain.engine;

import java.util.List;

/**
 * The room of domains for a group of which nobody stands yet: the others will have to go where its first machine goes. It
 * is counted in machines like the first, on the nodes that may have it.
 */
final class GroupRoom {
    private final List<Constraint> leading;
    private final long[][] roomOf;
    private final int size;
    private long most;

    /**
     * @param leading constraints whose domain the first machine chooses for all
     * @param size of the group, {@link Integer#MAX_VALUE} if nobody knows; more room than that is worth nothing
     */
    GroupRoom(List<Constraint> leading, int size) {
        this.leading = leading;
        this.size = size;
        roomOf = leading.stream().map(one -> new long[one.topology().domains()]).toArray(long[][]::new);
    }

    /** What the first machine leads in, if it is the first of anything. */
    static List<Constraint> leading(List<Constraint> constraints) {
        for (var i = 0; i < constraints.size(); i++) {
            if (constraints.get(i).leads()) {
                return constraints.stream().filter(Constraint::leads).toList();
            }
        }
        return List.of();
    }

    /** Room for so many on a node, or on nodes that are in the same domains. */
    void add(int node, long machines) {
        for (var i = 0; i < roomOf.length; i++) {
            roomOf[i][leading.get(i).topology().domain(node)] += machines;
        }
    }

    /** After all room was added: a node, or one of those in the same domains. */
    void compare(int node) {
        most = Math.max(most, around(node));
    }

    /** Of the domains that a node is in, the one with the least room counts. */
    private long around(int node) {
        long least = size;
        for (var i = 0; i < roomOf.length; i++) {
            least = Math.min(least, roomOf[i][leading.get(i).topology().domain(node)]);
        }
        return least;
    }

    /** What a node scores more, after all were compared: the part of the most room that there is around it. */
    int bonus(int node) {
        return most == 0 ? 0 : (int) (Policy.MAX * around(node) / most);
    }
}
