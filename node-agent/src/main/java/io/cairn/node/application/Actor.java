package io.cairn.node.application;

import io.cairn.node.domain.Known;
import io.cairn.node.domain.Plan;
import io.cairn.node.domain.Step;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works for one machine, one step at a time, on a thread of its own. */
final class Actor {
    private static final Logger log = LoggerFactory.getLogger(Actor.class);
    private static final Duration RECHECK = Duration.ofSeconds(30);
    private static final int MAX_DOUBLINGS = 5;

    private final Keeper keeper;
    private final Host host;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private Wanted wanted;
    /** The command under which the domain was looked at last; empty before the first look. */
    private Optional<Wanted> acting = Optional.empty();
    private Known known;
    private Plan.Domain domain = Plan.Domain.NONE;
    private String type = "";
    private volatile boolean starting;
    private boolean asked;
    private volatile boolean retired;
    private Optional<Sight.Problem> problem = Optional.empty();
    private Optional<Sight.Problem> refused = Optional.empty();
    private int percent;
    private String doing = "";
    private volatile boolean listed = true;

    Actor(Keeper keeper, Host host, Clock clock, Wanted wanted, Known known) {
        this.keeper = keeper;
        this.host = host;
        this.clock = clock;
        this.wanted = wanted;
        this.known = known;
    }

    /** Takes in a command unless it is older than what is known. */
    void want(Wanted newer) {
        lock.lock();
        try {
            listed = true;
            if (newer.olderThan(wanted)) {
                log.atWarn()
                        .addKeyValue("vm", newer.uid())
                        .addKeyValue("epoch", newer.epoch())
                        .log("A stale command was refused");
                refused = Optional.of(new Sight.Problem("StaleCommand",
                        "A command of epoch %d, generation %d, run %d came after one of epoch %d, generation %d, run %d"
                                .formatted(newer.epoch(), newer.generation(), newer.run(), wanted.epoch(),
                                        wanted.generation(), wanted.run()),
                        0));
                return;
            }
            var whole = newer.power() == Wanted.Power.ABSENT ? newer.with(wanted.spec()) : newer;
            refused = Optional.empty();
            if (!whole.equals(wanted)) {
                wanted = whole;
                problem = Optional.empty();
                save();
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    void unlisted() {
        listed = false;
    }

    void wake() {
        lock.lock();
        try {
            asked = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void ended(Known.Exit cause, String message) {
        lock.lock();
        try {
            if (known.startedAt().isPresent()) {
                known = known.ended(cause, message, clock.instant());
                domain = Plan.Domain.OFF;
                save();
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    void retire() {
        retired = true;
        wake();
    }

    void run() {
        while (!retired) {
            try {
                var wait = round();
                await(wait);
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private void await(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            var left = wait.toNanos();
            while (!asked && left > 0 && !retired) {
                left = news.awaitNanos(left);
            }
            asked = false;
        } finally {
            lock.unlock();
        }
    }

    /** Steps until there is nothing to do; how long to rest then. */
    private Duration round() throws InterruptedException {
        try {
            while (!retired) {
                var command = look();
                if (!listed) {
                    // The plane does not know it: reported, and left alone.
                    return RECHECK;
                }
                var remains = domain != Plan.Domain.NONE || host.remains(command.uid());
                var rest = perform(command, Plan.next(command, domain, known, remains, clock.instant()));
                if (rest.isPresent()) {
                    problem = Optional.empty();
                    keeper.sighted();
                    return rest.get();
                }
                keeper.sighted();
            }
            return RECHECK;
        } catch (IOException e) {
            return troubled(e);
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("vm", wanted.uid()).setCause(bug).log("A machine could not be worked on");
            return troubled(new IOException("Internal error: " + bug, bug));
        }
    }

    private Duration troubled(IOException e) {
        var reason = e instanceof Host.Trouble trouble ? trouble.reason() : "HostFailed";
        var attempts = problem.map(Sight.Problem::attempts).orElse(0) + 1;
        problem = Optional.of(new Sight.Problem(reason, String.valueOf(e.getMessage()), attempts));
        percent = 0;
        doing = "";
        log.atWarn()
                .addKeyValue("vm", wanted.uid())
                .addKeyValue("reason", reason)
                .addKeyValue("attempts", attempts)
                .setCause(e)
                .log("A step failed; trying again");
        keeper.sighted();
        return Duration.ofMillis(500L << Math.min(attempts - 1, MAX_DOUBLINGS));
    }

    /**
     * Asks the hypervisor, which knows better than the notes. The answer is the command that stands now: the step is
     * decided and done for that one, whatever comes in meanwhile.
     */
    private Wanted look() throws IOException, InterruptedException {
        var found = host.domain(wanted.uid());
        lock.lock();
        try {
            acting = Optional.of(wanted);
            domain = found.map(Host.Domain::state).orElse(Plan.Domain.NONE);
            type = found.map(Host.Domain::type).orElse("");
            var cause = found.map(Host.Domain::exit).filter(e -> e != Known.Exit.NONE).orElse(Known.Exit.LOST);
            var up = domain == Plan.Domain.RUNNING || domain == Plan.Domain.PAUSED;
            if (!up && known.startedAt().isPresent()) {
                known = known.ended(cause, cause.words(), clock.instant());
                save();
            }
            if (up && known.startedAt().isEmpty()) {
                // Started just before a crash of this agent: its metadata say which run it is.
                known = known.started(found.map(Host.Domain::run).orElse(known.run()), clock.instant());
                save();
            }
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    /** How long to rest; empty to go on at once. */
    private Optional<Duration> perform(Wanted command, Step step) throws IOException, InterruptedException {
        return switch (step) {
            case Step.Start(var run) -> {
                start(command, run);
                yield Optional.empty();
            }
            case Step.Shutdown _ -> {
                // Noted first: an exit that follows at once was asked for.
                note(known.stopping(clock.instant()));
                if (domain == Plan.Domain.PAUSED) {
                    // A guest whose processors stand does not hear the button.
                    host.resume(command.uid());
                }
                host.shutdown(command.uid());
                yield Optional.empty();
            }
            case Step.Suspend _ -> {
                host.suspend(command.uid());
                yield Optional.empty();
            }
            case Step.Resume _ -> {
                host.resume(command.uid());
                yield Optional.empty();
            }
            case Step.Destroy _ -> {
                note(known.stop().isPresent() ? known : known.stopping(clock.instant()));
                host.destroy(command.uid());
                yield Optional.empty();
            }
            case Step.Remove _ -> {
                host.remove(command.uid(),
                        command.spec().nics().isEmpty() ? "" : command.spec().nics().getFirst().mac(), known.ip());
                yield Optional.empty();
            }
            case Step.Wait(var until) -> Optional.of(positive(Duration.between(clock.instant(), until)));
            case Step.Rest _ -> rest(command);
        };
    }

    private Optional<Duration> rest(Wanted command) throws IOException, InterruptedException {
        if (command.power() != Wanted.Power.ABSENT) {
            return Optional.of(RECHECK);
        }
        if (!keeper.bury(this, command)) {
            return Optional.empty();
        }
        keeper.seats().left(command);
        return Optional.of(RECHECK);
    }

    private void start(Wanted command, long run) throws IOException, InterruptedException {
        starting = true;
        try {
            var seat = keeper.seats().take(this, command);
            host.prepare(command, run, seat, this::progress);
            progress(100, "starting");
            host.start(command.uid());
            // Noted only now: a run that is noted but never began would be lost under policy NEVER. A crash of the agent
            // in between is seen by the next look, since the run stands in the domain's metadata.
            began(run);
            keeper.seats().started(this, seat);
        } finally {
            starting = false;
            percent = 0;
            doing = "";
        }
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration.plusMillis(10);
    }

    private void progress(int now, String what) {
        percent = now;
        doing = what;
        keeper.sighted();
    }

    void note(Known newer) {
        lock.lock();
        try {
            known = newer;
            save();
        } finally {
            lock.unlock();
        }
    }

    private void began(long run) {
        lock.lock();
        try {
            domain = Plan.Domain.RUNNING;
            note(known.started(run, clock.instant()));
        } finally {
            lock.unlock();
        }
    }

    private void save() {
        keeper.save(new Book.Entry(wanted, known));
    }

    /** It is wanted as it runs; a stop that was taken back does not count. */
    private boolean stays(Wanted command) {
        return lives(command) && known.run() >= command.run();
    }

    private static boolean lives(Wanted command) {
        return command.power() == Wanted.Power.RUNNING || command.power() == Wanted.Power.PAUSED;
    }

    Wanted wanted() {
        return wanted;
    }

    Known known() {
        lock.lock();
        try {
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Those that it has to itself, while it runs or is to run. */
    List<Integer> cpus() {
        lock.lock();
        try {
            return lives(wanted) || known.startedAt().isPresent() ? known.cpus() : List.of();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was seen, and the command under which it was seen: a command that was taken in but not looked at yet is not
     * answered by an older sight. Empty before the first look.
     */
    Optional<Sight> sight() {
        lock.lock();
        try {
            return acting.map(this::sight);
        } finally {
            lock.unlock();
        }
    }

    private Sight sight(Wanted command) {
        var state = starting ? Sight.State.PREPARING : state(command);
        var run = command.power() == Wanted.Power.OFF && state != Sight.State.RUNNING
                ? Math.max(known.run(), command.run())
                : known.run();
        return new Sight(command.uid(), Optional.of(command), state, command.epoch(), command.generation(), run, known,
                refused.or(() -> problem), percent, doing, !listed, type);
    }

    /** ABSENT under a command to remove it is what the tombstone says, and nobody else. */
    private Sight.State state(Wanted command) {
        return switch (domain) {
            case RUNNING -> stays(command) ? Sight.State.RUNNING : Sight.State.STOPPING;
            case PAUSED -> Sight.State.PAUSED;
            case OFF -> lives(command) && known.starts() == 0
                    ? Sight.State.PREPARING
                    : Sight.State.OFF;
            case NONE -> switch (command.power()) {
                case RUNNING, PAUSED -> Sight.State.PREPARING;
                case OFF -> host.remains(command.uid()) ? Sight.State.OFF : Sight.State.ABSENT;
                case ABSENT -> Sight.State.OFF;
            };
        };
    }
}
