package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Budgets with how many of their machines may still go: looked up for owners whose machines might. */
final class Allowance {
    static final Allowance UNLIMITED = new Allowance(Map.of(), _ -> Long.MAX_VALUE);

    private final Map<Owner, List<Budget>> budgets;
    private final ToLongFunction<Budget> mayGo;
    private final Map<Owner, List<Left>> known = new HashMap<>();

    private record Left(Budget budget, long mayGo) {}

    /** How many of their machines are to go already. */
    private static final class Used {
        private final Map<Left, Long> gone = new HashMap<>();

        /** False if a budget forbids it, and then nothing is noted. */
        boolean lets(List<Left> all, Request request) {
            var means = all.stream().filter(left -> left.budget().means(request)).toList();
            if (means.stream().anyMatch(left -> gone.getOrDefault(left, 0L) >= left.mayGo())) {
                return false;
            }
            means.forEach(left -> gone.merge(left, 1L, Long::sum));
            return true;
        }
    }

    Allowance(Map<Owner, List<Budget>> budgets, ToLongFunction<Budget> mayGo) {
        this.budgets = budgets;
        this.mayGo = mayGo;
    }

    private List<Left> of(Owner owner) {
        return known.computeIfAbsent(owner, _ -> budgets.getOrDefault(owner, List.of())
                .stream()
                .map(budget -> new Left(budget, mayGo.applyAsLong(budget)))
                .toList());
    }

    /** How many of these have to stay. */
    int keeps(List<Claim> victims) {
        var used = new Used();
        return (int) victims.stream()
                .filter(victim -> !used.lets(of(victim.request().owner()), victim.request()))
                .count();
    }

    /** Of machines that may go otherwise, as many as the budgets let go, the last ones first. */
    List<Placed> of(List<Placed> open) {
        if (budgets.isEmpty()) {
            return open;
        }
        var used = new Used();
        var allowed = new ArrayList<Placed>();
        for (var one : open.reversed()) {
            if (used.lets(of(one.request.owner()), one.request)) {
                allowed.add(one);
            }
        }
        return allowed.reversed();
    }
}
