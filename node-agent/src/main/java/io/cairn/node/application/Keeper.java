package io.cairn.node.application;

import io.cairn.node.domain.Known;
import io.cairn.node.domain.Plan;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the machines of this host: an actor for each, tombstones for those that are gone. */
public final class Keeper implements Host.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    private static final Duration LONGEST_STEP = Duration.ofSeconds(3);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

    private final Host host;
    private final Book book;
    private final Clock clock;
    private final Map<String, Actor> actors = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Seats seats;
    private volatile Runnable onSight = () -> {};
    private volatile boolean told;
    private volatile Set<String> named = Set.of();
    private volatile Map<String, Host.Domain> strangers = Map.of();
    private Instant strangersAt = Instant.MIN;

    public Keeper(Host host, Book book, Clock clock) {
        this.host = host;
        this.book = book;
        this.clock = clock;
        this.seats = new Seats(host, actors::values);
    }

    /** Takes up where the last agent left off: machines run on, and are kept as last wanted. */
    public void recover() throws IOException {
        host.listen(this);
        for (var entry : book.load()) {
            recover(entry.wanted(), entry.known());
        }
        log.atInfo().addKeyValue("machines", actors.size()).log("Recovered");
    }

    /** Called when there is something new to report; must not block. */
    public void onSight(Runnable report) {
        onSight = report;
    }

    /** What may run elsewhere by now is left alone until the plane says that it is to be here. */
    private void recover(Wanted wanted, Known known) {
        var actor = new Actor(this, host, clock, wanted, known);
        if (wanted.spec().recovery() == Wanted.Recovery.WHEN_TOLD && wanted.power() != Wanted.Power.ABSENT) {
            actor.unlisted();
        }
        begin(actor, wanted);
    }

    private void take(Wanted wanted, Known known) {
        begin(new Actor(this, host, clock, wanted, known), wanted);
    }

    private void begin(Actor actor, Wanted wanted) {
        actors.put(wanted.uid(), actor);
        synchronized (threads) {
            threads.removeIf(thread -> !thread.isAlive());
            threads.add(Thread.ofVirtual().name("machine-" + wanted.uid()).start(actor::run));
        }
    }

    /** The full set that the plane wants here. What is not in it is left alone and reported as an orphan. */
    public synchronized void want(List<Wanted> all) {
        told = true;
        var names = new HashSet<String>();
        for (var wanted : all) {
            names.add(wanted.uid());
            var actor = actors.get(wanted.uid());
            if (actor != null) {
                actor.want(wanted);
            } else if (!buried(wanted)) {
                save(new Book.Entry(wanted, Known.NOTHING));
                take(wanted, Known.NOTHING);
            }
        }
        actors.forEach((uid, actor) -> {
            if (!names.contains(uid)) {
                actor.unlisted();
            }
        });
        named = Set.copyOf(names);
        sighted();
    }

    private boolean buried(Wanted wanted) {
        var epoch = book.tombstones().getOrDefault(wanted.uid(), 0L);
        if (wanted.power() != Wanted.Power.ABSENT && epoch >= wanted.epoch()) {
            log.atWarn()
                    .addKeyValue("vm", wanted.uid())
                    .addKeyValue("epoch", wanted.epoch())
                    .log("A command for a machine that is gone was refused");
        }
        return epoch >= wanted.epoch();
    }

    void save(Book.Entry entry) {
        try {
            book.save(entry);
        } catch (IOException e) {
            log.atError().addKeyValue("vm", entry.wanted().uid()).setCause(e).log("A machine could not be noted down");
        }
    }

    Seats seats() {
        return seats;
    }

    /** False if another command came meanwhile: that one is to be followed first. */
    synchronized boolean bury(Actor actor, Wanted wanted) throws IOException {
        if (!actor.wanted().equals(wanted)) {
            return false;
        }
        book.bury(wanted.uid(), wanted.epoch());
        actors.remove(wanted.uid(), actor);
        actor.retire();
        log.atInfo()
                .addKeyValue("vm", wanted.uid())
                .addKeyValue("epoch", wanted.epoch())
                .log("Nothing of the machine is left");
        sighted();
        return true;
    }

    void sighted() {
        onSight.run();
    }

    /** Everything that there is to report. */
    public List<Sight> sights() throws IOException, InterruptedException {
        var sights = new ArrayList<Sight>();
        actors.values().forEach(actor -> actor.sight().ifPresent(sights::add));
        book.tombstones().forEach((uid, epoch) -> {
            if (named.contains(uid) && !actors.containsKey(uid)) {
                sights.add(new Sight(uid, Optional.empty(), Sight.State.ABSENT, epoch, Long.MAX_VALUE, 0, Known.NOTHING,
                        Optional.empty(), 0, "", false, ""));
            }
        });
        if (told) {
            strangers().forEach((uid, domain) -> {
                if (!actors.containsKey(uid) && !book.tombstones().containsKey(uid)) {
                    sights.add(
                            new Sight(uid, Optional.empty(), state(domain.state()), domain.epoch(), domain.generation(),
                                    domain.run(), Known.NOTHING, Optional.empty(), 0, "", true, domain.type()));
                }
            });
        }
        return sights;
    }

    /** All domains of this node, asked for at most every few seconds: each report needs them, only orphans matter. */
    private synchronized Map<String, Host.Domain> strangers() throws IOException, InterruptedException {
        if (strangersAt.plus(LOOK_AROUND).isBefore(clock.instant())) {
            strangers = host.domains();
            strangersAt = clock.instant();
        }
        return strangers;
    }

    private static Sight.State state(Plan.Domain domain) {
        return switch (domain) {
            case NONE, OFF -> Sight.State.OFF;
            case RUNNING -> Sight.State.RUNNING;
            case PAUSED -> Sight.State.PAUSED;
        };
    }

    /** True if the machine is placed here at this epoch. */
    public boolean holds(String uid, long epoch) {
        var actor = actors.get(uid);
        return actor != null && actor.wanted().epoch() == epoch;
    }

    /** What is wanted of each machine that is kept here. */
    public List<Wanted> wanted() {
        return actors.values().stream().map(Actor::wanted).toList();
    }

    public int machines() {
        return actors.size();
    }

    @Override
    public void changed(String uid) {
        Optional.ofNullable(actors.get(uid)).ifPresent(Actor::wake);
    }

    @Override
    public void ended(String uid, Known.Exit cause, String message) {
        Optional.ofNullable(actors.get(uid)).ifPresent(actor -> actor.ended(cause, message));
    }

    @Override
    public void reconnected() {
        actors.values().forEach(Actor::wake);
    }

    @Override
    public void close() {
        synchronized (threads) {
            threads.forEach(Thread::interrupt);
            try {
                // A step under way ends before the next agent on this host begins.
                for (var thread : threads) {
                    if (!thread.join(LONGEST_STEP)) {
                        log.atWarn().addKeyValue("thread", thread.getName()).log("A step is still under way");
                    }
                }
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
