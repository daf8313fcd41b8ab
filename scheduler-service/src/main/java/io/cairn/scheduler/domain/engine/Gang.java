package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.Comparator;
import java.util.List;

/**
 * Machines of which all are placed or none. Nothing is held for a part of a gang, so that two gangs cannot wait for each
 * other.
 */
public record Gang(String name, List<Member> members) {
    /** So that one gang cannot keep the scheduler from everything else. */
    public static final int MOST_MEMBERS = 10_000;

    public record Member(String machine, Request request) {}

    /** What came of it. */
    public sealed interface Outcome {
        /** All of them stand, in the order in which they were placed. */
        record Whole(List<Claim> claims) implements Outcome {}

        /**
         * None of them stands.
         *
         * @param first the member for which there was no room
         * @param placed how many were placed before it, and given back
         */
        record Absent(Member first, int placed, Decision.NoFit refusal) implements Outcome {}
    }

    public Gang {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MOST_MEMBERS) {
            throw new IllegalArgumentException("Gang %s has %d members; 1 to %d are possible".formatted(name,
                    members.size(), MOST_MEMBERS));
        }
        if (members.stream().map(Member::machine).distinct().count() < members.size()) {
            throw new IllegalArgumentException("Gang %s names a machine twice".formatted(name));
        }
    }

    /**
     * The largest first, as they have the fewest places to go. Those that have to share a domain go where there is room for
     * all of them; if that turns out wrong, a few other domains are tried.
     */
    public Outcome place(ClusterView view) {
        return new Placement(view, members.stream().sorted(LARGEST_FIRST).toList()).outcome();
    }

    private static final Comparator<Member> LARGEST_FIRST = Comparator
            .comparingInt((Member member) -> -devices(member.request()))
            .thenComparing(member -> -member.request().resources().memoryMib())
            .thenComparing(member -> -member.request().resources().cpuMilli());

    private static int devices(Request request) {
        return request.devices().stream().mapToInt(ask -> largest(ask) * ask.shares()).sum();
    }

    private static int largest(DeviceAsk ask) {
        return ask.choices().stream().mapToInt(DeviceAsk.Choice::count).max().orElse(0);
    }
}
