package io.cairn.node.adapter.sim;

import io.cairn.node.application.Host;
import io.cairn.node.domain.Cell;
import io.cairn.node.domain.CpuChoice;
import io.cairn.node.domain.Known;
import io.cairn.node.domain.Plan;
import io.cairn.node.domain.Seat;
import io.cairn.node.domain.Usage;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** A host in memory. It outlives the agent, as libvirt and QEMU do, and fails on demand. */
public final class SimulatedHost implements Host {
    private static final int FIRST = 10;
    private static final int LAST = 250;

    private final Map<String, Domain> machines = new ConcurrentHashMap<>();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final AtomicInteger failingStarts = new AtomicInteger();
    private final AtomicLong starts = new AtomicLong();
    private final Map<String, List<Integer>> cpus = new ConcurrentHashMap<>();
    private final Map<String, List<Wanted.Nic>> nics = new ConcurrentHashMap<>();
    private final List<Cell> cells;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean eventsLost;
    private volatile boolean deaf;
    private volatile boolean away;
    private volatile Optional<Listener> listener = Optional.empty();

    public SimulatedHost(List<Cell> cells) {
        this.cells = List.copyOf(cells);
    }

    /** With one NUMA node of 8 CPUs. */
    public SimulatedHost() {
        this(List.of(new Cell(0, CpuChoice.vcpus(8, 1, 0), 16_384, 0, 0)));
    }

    // ---- knobs --------------------------------------------------------------------------------

    /** The next so many starts are refused. */
    public SimulatedHost failNextStarts(int count) {
        failingStarts.set(count);
        return this;
    }

    /** How long each start takes to prepare. */
    public SimulatedHost delay(Duration each) {
        delay = each;
        return this;
    }

    /** Events get lost; only the timer finds out. */
    public SimulatedHost loseEvents(boolean lose) {
        eventsLost = lose;
        return this;
    }

    /** Guests do not hear the power button. */
    public SimulatedHost deafGuests(boolean ignore) {
        deaf = ignore;
        return this;
    }

    /** The hypervisor's daemon is down; its domains run on. */
    public SimulatedHost away(boolean down) {
        away = down;
        if (!down) {
            listener.ifPresent(Listener::reconnected);
        }
        return this;
    }

    /** The QEMU process dies. */
    public void crash(String uid) {
        end(uid, Known.Exit.CRASHED);
    }

    /** A guest whose processors stand does nothing. */
    public void guestShutdown(String uid) {
        if (state(uid) == Plan.Domain.RUNNING) {
            end(uid, Known.Exit.GUEST_SHUTDOWN);
        }
    }

    private static boolean up(Domain domain) {
        return domain.state() == Plan.Domain.RUNNING || domain.state() == Plan.Domain.PAUSED;
    }

    /** Everything ends, as when the power fails. */
    public void powerFails() {
        machines.keySet().forEach(uid -> end(uid, Known.Exit.LOST));
    }

    /** Starts of all machines so far. */
    public long starts() {
        return starts.get();
    }

    /** Machines that have a domain, asked past the hypervisor's daemon. */
    public Set<String> machines() {
        return Set.copyOf(machines.keySet());
    }

    /** Its interfaces, with what each is limited to. */
    public List<Wanted.Nic> nics(String uid) {
        return nics.getOrDefault(uid, List.of());
    }

    /** CPUs that the machine runs on; none if it may use all. */
    public List<Integer> cpus(String uid) {
        return cpus.getOrDefault(uid, List.of());
    }

    public boolean runs(String uid) {
        return state(uid) == Plan.Domain.RUNNING;
    }

    public Plan.Domain state(String uid) {
        return Optional.ofNullable(machines.get(uid)).map(Domain::state).orElse(Plan.Domain.NONE);
    }

    private void end(String uid, Known.Exit exit) {
        var before = machines.get(uid);
        machines.computeIfPresent(uid, (_, d) -> up(d)
                ? new Domain(Plan.Domain.OFF, exit, d.epoch(), d.generation(), d.run(), d.type())
                : d);
        if (!eventsLost && before != null && up(before)) {
            listener.ifPresent(to -> to.ended(uid, exit, exit.words()));
        }
    }

    // ---- the host -----------------------------------------------------------------------------

    @Override
    public void listen(Listener value) {
        listener = Optional.of(value);
    }

    private void reach() throws Trouble {
        if (away) {
            throw new Trouble("HypervisorUnavailable", "The simulated hypervisor does not answer");
        }
    }

    @Override
    public Map<String, Domain> domains() throws Trouble {
        reach();
        return new HashMap<>(machines);
    }

    @Override
    public Optional<Domain> domain(String uid) throws Trouble {
        reach();
        return Optional.ofNullable(machines.get(uid));
    }

    @Override
    public void prepare(Wanted wanted, long run, Seat seat, BiConsumer<Integer, String> progress)
            throws Trouble, InterruptedException {
        reach();
        progress.accept(50, "simulating");
        if (!delay.isZero()) {
            Thread.sleep(delay);
        }
        cpus.put(wanted.uid(), seat.cpus());
        nics.put(wanted.uid(), wanted.spec().nics());
        machines.compute(wanted.uid(), (_, old) -> old != null && up(old)
                ? old
                : new Domain(Plan.Domain.OFF, Known.Exit.NONE, wanted.epoch(), wanted.generation(), run, "kvm"));
    }

    @Override
    public void start(String uid) throws Trouble {
        reach();
        if (failingStarts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new Trouble("HypervisorRefused", "The simulated hypervisor was told to refuse this start");
        }
        var before = machines.get(uid);
        if (before == null) {
            throw new Trouble("HypervisorRefused", "There is no domain %s".formatted(uid));
        }
        machines.computeIfPresent(uid, (_, d) -> {
            if (up(d)) {
                return d;
            }
            starts.incrementAndGet();
            return new Domain(Plan.Domain.RUNNING, Known.Exit.NONE, d.epoch(), d.generation(), d.run(), d.type());
        });
        if (!eventsLost) {
            listener.ifPresent(to -> to.changed(uid));
        }
    }

    @Override
    public void shutdown(String uid) throws Trouble {
        reach();
        if (!deaf) {
            guestShutdown(uid);
        }
    }

    @Override
    public void suspend(String uid) throws Trouble {
        turn(uid, Plan.Domain.RUNNING, Plan.Domain.PAUSED);
    }

    @Override
    public void resume(String uid) throws Trouble {
        turn(uid, Plan.Domain.PAUSED, Plan.Domain.RUNNING);
    }

    private void turn(String uid, Plan.Domain from, Plan.Domain to) throws Trouble {
        reach();
        machines.computeIfPresent(uid, (_, d) -> d.state() == from
                ? new Domain(to, d.exit(), d.epoch(), d.generation(), d.run(), d.type())
                : d);
        if (!eventsLost) {
            listener.ifPresent(told -> told.changed(uid));
        }
    }

    @Override
    public void destroy(String uid) throws Trouble {
        reach();
        end(uid, Known.Exit.CRASHED);
    }

    @Override
    public void remove(String uid, String mac, String ip) throws Trouble {
        reach();
        machines.remove(uid);
        cpus.remove(uid);
    }

    @Override
    public List<Cell> cells() {
        return cells;
    }

    @Override
    public void confine(String uid, List<Integer> to) throws Trouble {
        reach();
        if (Optional.ofNullable(machines.get(uid)).filter(SimulatedHost::up).isPresent()) {
            cpus.put(uid, to);
        }
    }

    @Override
    public boolean remains(String uid) {
        return machines.containsKey(uid);
    }

    /** Numbers that follow from the machine's uid and the time since it was first started: each has a load of its own. */
    @Override
    public Map<String, Usage> usages() throws Trouble {
        reach();
        var now = System.nanoTime();
        var usages = new HashMap<String, Usage>();
        machines.forEach((uid, domain) -> {
            if (domain.state() == Plan.Domain.RUNNING) {
                usages.put(uid, SimulatedLoad.after(uid, now - begun.computeIfAbsent(uid, _ -> now)));
            }
        });
        begun.keySet().retainAll(machines.keySet());
        return usages;
    }

    @Override
    public Path screen(String uid) throws IOException {
        throw new IOException("a simulated machine has no screen");
    }

    @Override
    public String freeAddress(Set<String> used) throws Trouble {
        for (var number = FIRST; number < LAST; number++) {
            var ip = "10.20.0." + number;
            if (!used.contains(ip)) {
                return ip;
            }
        }
        throw new Trouble("NoFreeAddress", "All addresses are taken");
    }
}
