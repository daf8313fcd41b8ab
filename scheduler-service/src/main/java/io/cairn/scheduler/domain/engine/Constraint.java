package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Term;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** A term of a request, or of a machine that stands, at work on the domains of its topology key. */
abstract sealed class Constraint {
    /** The value of a domain that the machine may not enter. */
    static final int FORBIDDEN = Integer.MIN_VALUE;

    private final Supplier<Words> words;
    final Counter counter;
    private long cursor;

    /** How to speak of it in an explanation. */
    record Words(String filter, String removed, String next) {}

    private Constraint(Supplier<Words> words, Counter counter) {
        this.words = words;
        this.counter = counter;
        this.cursor = counter.log().end();
    }

    Words words() {
        return words.get();
    }

    Topology topology() {
        return counter.topology();
    }

    /** What a domain adds to the score of its nodes, or {@link #FORBIDDEN}. */
    abstract int value(int domain);

    /** Whether it may come to that the first machine chooses the domain for all that follow it. */
    boolean groups() {
        return false;
    }

    /** Whether the next machine chooses the domain for all that follow it. */
    boolean leads() {
        return false;
    }

    /** Whether some nodes more, or fewer, of a domain could ever take the machine. */
    void eligible(int domain, int more) {}

    /**
     * Takes in what changed since the last time.
     *
     * @param changed told of each domain whose value may have changed
     * @return true if all of them may have
     */
    final boolean catchUp(IntConsumer changed) {
        var log = counter.log();
        var all = !log.holds(cursor);
        if (all) {
            recount();
        } else {
            for (var i = cursor; i < log.end(); i++) {
                all |= moved(log.at(i));
                changed.accept(log.at(i));
            }
        }
        cursor = log.end();
        return settled() | all;
    }

    boolean moved(int domain) {
        return false;
    }

    void recount() {}

    /** After all moves; true if something changed that all domains depend on. */
    boolean settled() {
        return false;
    }

    /** No more than so many of them; 0 for none at all. */
    static final class AtMost extends Constraint {
        private final int most;

        AtMost(Supplier<Words> words, Counter counter, int most) {
            super(words, counter);
            this.most = most;
        }

        @Override
        int value(int domain) {
            return domain < 0 || counter.in(domain) <= most ? 0 : FORBIDDEN;
        }
    }

    /** With one of them; the first of a group that matches itself may go anywhere. */
    static final class Together extends Constraint {
        private final boolean matchesItself;
        private final boolean host;
        private boolean first;

        /** @param host whether its domains are single nodes */
        Together(Supplier<Words> words, Counter counter, boolean matchesItself, boolean host) {
            super(words, counter);
            this.matchesItself = matchesItself;
            this.host = host;
            settled();
        }

        @Override
        int value(int domain) {
            return domain >= 0 && (first || counter.in(domain) > 0) ? 0 : FORBIDDEN;
        }

        @Override
        boolean groups() {
            return matchesItself && !host;
        }

        @Override
        boolean leads() {
            return first && !host;
        }

        @Override
        boolean settled() {
            var before = first;
            first = matchesItself && counter.total() == 0;
            return before != first;
        }
    }

    /** Better, or worse, where one of them is. */
    static final class Preferred extends Constraint {
        private final int weight;

        Preferred(Supplier<Words> words, Counter counter, int weight) {
            super(words, counter);
            this.weight = weight;
        }

        @Override
        int value(int domain) {
            return domain >= 0 && counter.in(domain) > 0 ? weight * Keys.POINT : 0;
        }
    }

    /** Evenly over the domains that have nodes for it. */
    static final class Even extends Constraint {
        /** A domain this much fuller than the emptiest one is as bad as it gets. */
        private static final int WORST = 10;
        private final Term.Spread spread;
        private final int own;
        private final int[] seen;
        private final int[] nodes;
        private int fewest = Integer.MAX_VALUE;
        private int withFewest;
        private boolean unsettled = true;

        /** @param matchesItself whether it counts itself */
        Even(Supplier<Words> words, Counter counter, Term.Spread spread, boolean matchesItself) {
            super(words, counter);
            this.spread = spread;
            this.own = matchesItself ? 1 : 0;
            this.seen = new int[counter.topology().domains()];
            this.nodes = new int[seen.length];
            recount();
        }

        @Override
        int value(int domain) {
            if (domain < 0) {
                return spread.required() ? FORBIDDEN : -spread.weight() * Keys.POINT;
            }
            var skew = seen[domain] + own - fewest;
            if (spread.required()) {
                return skew <= spread.maxSkew() ? 0 : FORBIDDEN;
            }
            return -spread.weight() * Keys.POINT / WORST * Math.clamp(skew, 0, WORST);
        }

        @Override
        void eligible(int domain, int more) {
            if (domain >= 0) {
                var before = nodes[domain];
                nodes[domain] += more;
                unsettled |= before == 0 || nodes[domain] == 0;
            }
        }

        @Override
        boolean moved(int domain) {
            var before = seen[domain];
            seen[domain] = counter.in(domain);
            if (nodes[domain] == 0 || before == seen[domain]) {
                return false;
            }
            withFewest -= before == fewest ? 1 : 0;
            withFewest += seen[domain] == fewest ? 1 : 0;
            unsettled |= withFewest == 0 || seen[domain] < fewest;
            return false;
        }

        @Override
        void recount() {
            for (var domain = 0; domain < seen.length; domain++) {
                seen[domain] = counter.in(domain);
            }
            unsettled = true;
        }

        @Override
        boolean settled() {
            if (!unsettled) {
                return false;
            }
            unsettled = false;
            var before = fewest;
            fewest = Integer.MAX_VALUE;
            for (var domain = 0; domain < seen.length; domain++) {
                if (nodes[domain] > 0 && seen[domain] <= fewest) {
                    withFewest = seen[domain] < fewest ? 1 : withFewest + 1;
                    fewest = seen[domain];
                }
            }
            fewest = fewest == Integer.MAX_VALUE ? 0 : fewest;
            return before != fewest;
        }
    }
}
