package io.cairn.scheduler.domain.engine;

import java.util.List;

/**
 * The room of domains for a group of which nobody stands yet: the others will have to go where its first machine goes. It
 * is counted in machines like the first, on the nodes that may have it.
 */
final class GroupRoom {
    /** What the most room is worth: as much as the policy and a preferred term of the highest weight together. */
    private static final int WORTH = 2 * Policy.MAX;

    private final List<Constraint> leading;
    private final long[][] roomOf;
    private final int size;
    private final List<NodeState> inVain;
    private long most;

    /** @param leading constraints whose domain the first machine chooses for all */
    GroupRoom(List<Constraint> leading, Group group) {
        this.leading = leading;
        this.size = group.size();
        this.inVain = group.inVain();
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
        most = tried(node) ? most : Math.max(most, around(node));
    }

    private boolean tried(int node) {
        for (var other : inVain) {
            if (leading.stream().allMatch(one -> one.topology().domain(node) == one.topology().domain(other.index))) {
                return true;
            }
        }
        return false;
    }

    /** After all were compared: whether there is room for the whole group around a node, or nowhere else either. */
    boolean suits(int node) {
        return most == 0 || !tried(node) && (most < size || around(node) == size);
    }

    /** Of the domains that a node is in, the one with the least room counts. */
    private long around(int node) {
        long least = size;
        for (var i = 0; i < roomOf.length; i++) {
            least = Math.min(least, roomOf[i][leading.get(i).topology().domain(node)]);
        }
        return least;
    }

    /** What a node scores more, after all were compared. */
    int bonus(int node) {
        return most == 0 ? 0 : (int) (WORTH * around(node) / most);
    }

    /** How much of the most room there is around a node. */
    double share(int node) {
        return (double) bonus(node) / WORTH;
    }
}
