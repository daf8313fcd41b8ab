package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.queue.PlacementQueue;
import io.cairn.scheduler.domain.queue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everybody who asks for a place, in the order of the queue. Who fits nowhere stays, rests until something happens that may
 * help, and is placed without being asked again. Who does not ask again now and then is forgotten. For one thread.
 */
final class Waitlist {
    /** Machines. */
    static final int MOST = 20_000;
    private static final Duration FORGOTTEN = Duration.ofMinutes(3);
    private static final Duration SWEEP = Duration.ofSeconds(10);

    private final PlacementQueue<Unit> queue = new PlacementQueue<>(MOST);
    private final Map<String, Waiter> waiters = new HashMap<>();
    private final Map<String, Unit.Gang> gangs = new HashMap<>();
    private Instant swept = Instant.MIN;

    /** What is placed at once. */
    sealed interface Unit {
        String id();

        record One(Waiter waiter) implements Unit {
            @Override
            public String id() {
                return waiter.ask.vmUid();
            }
        }

        /** @param members by machine */
        record Gang(String name, Map<String, Waiter> members) implements Unit {
            @Override
            public String id() {
                return "gang/" + name;
            }
        }
    }

    /** A machine that waits, and whoever wants to know. */
    static final class Waiter {
        private ClaimAsk ask;
        private Instant asked;
        private Optional<Placing.Outcome.Refused> last = Optional.empty();
        private int lost;
        final List<Job.Ask> askers = new ArrayList<>();

        private Waiter(ClaimAsk ask, Instant asked) {
            this.ask = ask;
            this.asked = asked;
        }

        ClaimAsk ask() {
            return ask;
        }

        /** @return how often it has lost a race now */
        int lost() {
            return ++lost;
        }

        void answer(Placing.Outcome outcome) {
            askers.forEach(job -> job.answer().complete(outcome));
            askers.clear();
        }
    }

    /** What happened since, and who has how much. */
    void catchUp(Fleet fleet, Instant now) {
        fleet.tell(queue);
        if (swept.plus(SWEEP).isBefore(now)) {
            swept = now;
            waiters.values()
                    .stream()
                    .filter(waiter -> waiter.asked.plus(FORGOTTEN).isBefore(now))
                    .map(waiter -> waiter.ask.vmUid())
                    .toList()
                    .forEach(uid -> withdraw(uid, Long.MAX_VALUE));
        }
    }

    /** Whether nothing has happened that may help since it was refused. */
    boolean hopeless(ClaimAsk ask, Fleet fleet) {
        var waiter = waiters.get(ask.vmUid());
        return waiter != null && waiter.ask.generation() == ask.generation() && waiter.last.isPresent()
                && queue.hopeless(unit(waiter, fleet).id());
    }

    /** Takes it in; if it is hopeless, it is answered at once. */
    void add(Job.Ask job, Fleet fleet, Instant now) {
        var ask = job.ask();
        var waiter = waiters.get(ask.vmUid());
        var same = waiter != null && waiter.ask.generation() == ask.generation();
        if (waiter == null) {
            if (waiters.size() >= MOST) {
                job.answer()
                        .complete(new Placing.Outcome.Refused(Refusing.of("QueueFull",
                                "%d machines wait for room already".formatted(MOST), "It is tried again by itself")));
                return;
            }
            waiter = new Waiter(ask, now);
            waiters.put(ask.vmUid(), waiter);
        }
        waiter.asked = now;
        waiter.ask = ask;
        waiter.askers.add(job);
        var unit = unit(waiter, fleet);
        var last = waiter.last;
        if (same && last.isPresent() && queue.hopeless(unit.id())) {
            waiter.answer(last.get().waiting(words(unit, ask)));
        } else {
            if (!same) {
                queue.withdraw(unit.id());
            }
            enter(unit, fleet);
        }
    }

    /** A machine that made room goes back alone. */
    private Unit unit(Waiter waiter, Fleet fleet) {
        var uid = waiter.ask.vmUid();
        if (waiter.ask.gang().isEmpty() || fleet.find(uid).isPresent()) {
            return new Unit.One(waiter);
        }
        var name = waiter.ask.project() + "/" + waiter.ask.gang().get().name();
        var gang = gangs.computeIfAbsent(name, _ -> new Unit.Gang(name, new TreeMap<>()));
        gang.members().put(uid, waiter);
        return gang;
    }

    private void enter(Unit unit, Fleet fleet) {
        switch (unit) {
            case Unit.One(var waiter) -> put(waiting(unit, List.of(waiter.ask)));
            case Unit.Gang gang -> {
                var present = gang.members().size() + fleet.members(gang.name()).size();
                var size = size(gang);
                if (present >= size) {
                    put(waiting(gang, gang.members().values().stream().map(Waiter::ask).toList()));
                } else {
                    queue.withdraw(gang.id());
                    gang.members().values().forEach(waiter -> waiter.answer(incomplete(gang, present, size)));
                }
            }
        }
    }

    /** Members that another scheduler has placed: they wait no more. */
    List<String> standing(Unit.Gang gang, Fleet fleet) {
        var standing = gang.members().keySet().stream().filter(uid -> fleet.find(uid).isPresent()).toList();
        standing.forEach(uid -> withdraw(uid, Long.MAX_VALUE));
        if (!standing.isEmpty() && !gang.members().isEmpty()) {
            gangs.put(gang.name(), gang);
            enter(gang, fleet);
        }
        return standing;
    }

    private void put(Waiting<Unit> waiting) {
        if (!queue.renew(waiting)) {
            queue.add(waiting);
        }
    }

    private static int size(Unit.Gang gang) {
        return gang.members()
                .values()
                .stream()
                .mapToInt(waiter -> waiter.ask.gang().map(ClaimAsk.Gang::size).orElse(1))
                .max()
                .orElse(1);
    }

    private static Placing.Outcome.Refused incomplete(Unit.Gang gang, int present, int size) {
        var name = gang.name().substring(gang.name().lastIndexOf('/') + 1);
        return new Placing.Outcome.Refused(Refusing.of("GangIncomplete",
                "%d of %d members of gang %s are there".formatted(present, size, name),
                "Create the others; they are placed together")).waiting("waiting for %d of %d members".formatted(
                        size - present, size));
    }

    private static Waiting<Unit> waiting(Unit unit, List<ClaimAsk> asks) {
        var cost = asks.stream()
                .mapToLong(ask -> Standing.cost(Amount.of(ask.request().resources()), ask.request().devices().size()))
                .sum();
        var priority = asks.stream().mapToInt(ask -> ask.request().priority()).min().orElse(0);
        var since = asks.stream().map(ClaimAsk::since).min(Instant::compareTo).orElse(Instant.EPOCH);
        return new Waiting<>(unit.id(), asks.getFirst().project(), priority, cost, since, unit);
    }

    /** Who is to be looked at; it stays until it is {@link #taken}, {@link #refused} or {@link #withdraw}n. */
    Optional<Unit> next(Instant now) {
        return queue.next(now).map(Waiting::what);
    }

    /** It has its place, if the storage agrees. */
    void taken(Unit unit, Fleet fleet) {
        queue.withdraw(unit.id());
        switch (unit) {
            case Unit.One(var waiter) -> waiters.remove(waiter.ask.vmUid());
            case Unit.Gang gang -> {
                gangs.remove(gang.name());
                gang.members().keySet().forEach(waiters::remove);
            }
        }
        fleet.tellShares(queue);
    }

    /** It fits nowhere. */
    void refused(Unit unit, Decision.NoFit why, Placing.Outcome.Refused outcome, Instant now) {
        queue.refused(unit.id(), why, now);
        waiters(unit).forEach(waiter -> {
            waiter.last = Optional.of(outcome);
            waiter.answer(outcome.waiting(words(unit, waiter.ask)));
        });
    }

    private static List<Waiter> waiters(Unit unit) {
        return switch (unit) {
            case Unit.One(var waiter) -> List.of(waiter);
            case Unit.Gang gang -> List.copyOf(gang.members().values());
        };
    }

    /** It is not looked at until those who ask for it have asked again, whom this returns. */
    List<Job.Ask> defer(Unit unit) {
        queue.withdraw(unit.id());
        var askers = new ArrayList<Job.Ask>();
        waiters(unit).forEach(waiter -> {
            askers.addAll(waiter.askers);
            waiter.askers.clear();
        });
        return askers;
    }

    /** Whether somebody asks for it who has to be told by a view that is as new as the question. */
    boolean stale(Unit unit, long looks) {
        return waiters(unit).stream()
                .flatMap(waiter -> waiter.askers.stream())
                .anyMatch(job -> looks <= job.looksBefore());
    }

    /** Not now, for the reason that is known: without a look at every node. */
    void restsOn(Unit.One one, Instant now) {
        one.waiter().last.ifPresent(last -> queue.refused(one.id(), last.refusal(), now));
    }

    /** Whether it was refused before and nobody waits for an answer. */
    boolean idle(Unit.One one) {
        return one.waiter().askers.isEmpty() && one.waiter().last.isPresent() && one.waiter().last.get()
                .victims()
                .isEmpty();
    }

    /** It lost a race and nobody asks for it now. */
    void again(Waiter waiter, Fleet fleet) {
        waiters.put(waiter.ask.vmUid(), waiter);
        enter(unit(waiter, fleet), fleet);
    }

    /** It waits no more, unless for a later wish. */
    void withdraw(String vmUid, long generation) {
        var waiter = waiters.get(vmUid);
        if (waiter == null || waiter.ask.generation() > generation) {
            return;
        }
        waiters.remove(vmUid);
        queue.withdraw(vmUid);
        waiter.ask.gang().map(gang -> waiter.ask.project() + "/" + gang.name()).map(gangs::get).ifPresent(gang -> {
            gang.members().remove(vmUid);
            queue.withdraw(gang.id());
            if (gang.members().isEmpty()) {
                gangs.remove(gang.name());
            }
        });
    }

    private String words(Unit unit, ClaimAsk ask) {
        var ahead = queue.ahead(unit.id());
        if (ahead.isEmpty()) {
            return "";
        }
        var place = ahead.getAsInt() < PlacementQueue.MOST_COUNTED ? ordinal(ahead.getAsInt() + 1)
                : "behind more than %d".formatted(PlacementQueue.MOST_COUNTED - 1);
        return "waiting: %s in the queue of class %s".formatted(place,
                ask.request().labels().getOrDefault(PriorityClass.LABEL, PriorityClass.STANDARD));
    }

    static String ordinal(int number) {
        var ending = number / 10 % 10 == 1 ? "th" : switch (number % 10) {
            case 1 -> "st";
            case 2 -> "nd";
            case 3 -> "rd";
            default -> "th";
        };
        return number + ending;
    }

    int size() {
        return waiters.size();
    }

    /** How many machines of each project wait. */
    Map<String, Integer> byProject() {
        return waiters.values()
                .stream()
                .collect(Collectors.toMap(waiter -> waiter.ask.project(), _ -> 1, Integer::sum));
    }
}
