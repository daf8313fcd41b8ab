package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Request;

/** A request's policy score with what the request and the node prefer. */
final class Fitting implements Scorer {
    private final Request request;
    private final Filter[] filters;
    private final Policy policy;
    private final Ties ties;
    private final Multiples multiples;
    private long drawn;

    Fitting(Request request, Policy policy, Ties ties) {
        this.request = request;
        this.filters = Filters.of(request);
        this.policy = policy;
        this.ties = ties;
        this.multiples = new Multiples(request);
    }

    @Override
    public long key(NodeState node, int rank) {
        for (var filter : filters) {
            if (!filter.fits().fits(request, node)) {
                return Keys.NONE;
            }
        }
        var choice = DevicePicker.choice(request, node, policy);
        var score = policy.score(request, node) - Filters.reluctance(request, node) * 10 * Keys.POINT;
        var lot = ties instanceof Ties.Random lots ? lots.random().nextInt(Keys.LOTS) : 0;
        return Keys.of(choice, score, lot, rank);
    }

    @Override
    public boolean eligible(NodeState node) {
        for (var filter : filters) {
            if (filter.lasting() && !filter.fits().fits(request, node)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int room(NodeState node) {
        return multiples.on(node);
    }

    @Override
    public long version() {
        return ties instanceof Ties.Random ? ++drawn : policy.version();
    }
}
