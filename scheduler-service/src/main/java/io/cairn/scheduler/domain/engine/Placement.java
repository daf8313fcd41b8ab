package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.engine.Gang.Member;
import io.cairn.scheduler.domain.engine.Gang.Outcome;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A gang on its way into a view: one domain after the other, until there is one for those that have to share it. */
final class Placement {
    /** Domains that are tried for one gang. */
    private static final int MOST_TRIED = 8;

    private final ClusterView view;
    private final List<Member> members;
    /** Where first machines of groups went, in the attempts that failed. */
    private final List<String> inVain = new ArrayList<>();

    /** @param first where the first machine of its first group went, if it has one */
    private record Attempt(Outcome outcome, Optional<String> first) {}

    Placement(ClusterView view, List<Member> members) {
        this.view = view;
        this.members = members;
    }

    /** Of the first attempt if none succeeds. */
    Outcome outcome() {
        var first = attempt();
        var last = first;
        while (last.outcome() instanceof Outcome.Absent && last.first().filter(one -> !inVain.contains(one)).isPresent()
                && inVain.size() < MOST_TRIED) {
            last.first().ifPresent(inVain::add);
            last = attempt();
        }
        return last.outcome() instanceof Outcome.Whole ? last.outcome() : first.outcome();
    }

    private Attempt attempt() {
        var tried = inVain.stream().flatMap(name -> view.state(name).stream()).toList();
        var claims = new ArrayList<Claim>(members.size());
        var first = Optional.<String>empty();
        for (var i = 0; i < members.size(); i++) {
            var member = members.get(i);
            var followers = new Followers(members.subList(i, members.size()), tried);
            switch (place(member, followers)) {
                case Decision.Chosen chosen -> {
                    claims.add(chosen.claim(member.machine(), member.request()));
                    first = first.isEmpty() && followers.led ? Optional.of(chosen.node()) : first;
                }
                case Decision.NoFit refusal -> {
                    claims.reversed().forEach(claim -> view.release(claim.machine()));
                    return new Attempt(new Outcome.Absent(member, claims.size(), refusal), first);
                }
            }
        }
        return new Attempt(new Outcome.Whole(List.copyOf(claims)), first);
    }

    /** A gang that is tried again is no news to the policy. */
    private Decision place(Member member, Group group) {
        if (inVain.isEmpty()) {
            return view.place(member.machine(), member.request(), group);
        }
        var decision = view.decide(member.request(), group);
        if (decision instanceof Decision.Chosen chosen) {
            view.claim(chosen.claim(member.machine(), member.request()));
        }
        return decision;
    }

    /** Members that have to go to the domain of the first of them. */
    private static final class Followers implements Group {
        private final List<Member> left;
        private final List<NodeState> tried;
        private boolean led;

        /** @param left the first, and members that come after it */
        private Followers(List<Member> left, List<NodeState> tried) {
            this.left = left;
            this.tried = tried;
        }

        @Override
        public int size() {
            led = true;
            var first = left.getFirst().request();
            return (int) left.stream().filter(other -> follows(first, other.request())).count();
        }

        @Override
        public List<NodeState> inVain() {
            return tried;
        }

        private static boolean follows(Request first, Request other) {
            return other.owner().equals(first.owner()) && first.terms()
                    .stream()
                    .filter(term -> term instanceof Term.Affinity && term.required())
                    .allMatch(term -> other.matches(term.match()));
        }
    }
}
