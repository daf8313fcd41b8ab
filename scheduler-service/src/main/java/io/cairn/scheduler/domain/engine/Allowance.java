package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Claim;
import java.util.ArrayList;
import java.util.List;

/** Budgets with how many of their machines may still go. */
record Allowance(List<Left> all) {
    static final Allowance UNLIMITED = new Allowance(List.of());

    record Left(Budget budget, long mayGo) {}

    boolean allows(List<Claim> victims) {
        return all.stream()
                .allMatch(left -> victims.stream().filter(claim -> left.budget().means(claim.request())).count() <= left
                        .mayGo());
    }

    /** Of machines that may go otherwise, as many as the budgets let go, the last ones first. */
    List<Placed> of(List<Placed> open) {
        if (all.isEmpty()) {
            return open;
        }
        var used = new long[all.size()];
        var allowed = new ArrayList<Placed>();
        for (var one : open.reversed()) {
            var means = new ArrayList<Integer>();
            for (var i = 0; i < used.length; i++) {
                if (all.get(i).budget().means(one.request)) {
                    means.add(i);
                }
            }
            if (means.stream().allMatch(i -> used[i] < all.get(i).mayGo())) {
                means.forEach(i -> used[i]++);
                allowed.add(one);
            }
        }
        return allowed.reversed();
    }
}
