package io.cairn.vm.application;

import io.cairn.vm.Machines;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A node as the contract says it is: it refuses older commands, acts in small steps, and reports what it acted on. */
final class ModelNode {
    private final Map<String, Command> wanted = new TreeMap<>();
    private final Map<String, Command> acting = new HashMap<>();
    private final Map<String, Domain> domains = new TreeMap<>();
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, Long> graves = new HashMap<>();
    private Set<String> named = Set.of();

    /** What is wanted of a machine. */
    record Command(String uid, long epoch, long generation, Vm.Intent intent, long run) {
        boolean olderThan(Command other) {
            var revives = other.intent instanceof Vm.Intent.Remove && !(intent instanceof Vm.Intent.Remove);
            return epoch != other.epoch ? epoch < other.epoch
                    : generation != other.generation ? generation < other.generation : run < other.run || revives;
        }
    }

    record Domain(boolean running, boolean paused, long run) {}

    private record Known(long run, long starts, VmFacts.Exit exit) {}

    /** The full set; a command that is older than what is known is refused. */
    void want(List<Command> all) {
        var names = new HashSet<String>();
        for (var command : all) {
            names.add(command.uid);
            var buried = graves.getOrDefault(command.uid, 0L) >= command.epoch;
            var old = Optional.ofNullable(wanted.get(command.uid)).filter(command::olderThan).isPresent();
            if (!buried && !old) {
                wanted.put(command.uid, command);
            }
        }
        named = names;
    }

    /** One small step for one machine. */
    void work(String uid) {
        var command = wanted.get(uid);
        if (command == null) {
            return;
        }
        acting.put(uid, command);
        var domain = Optional.ofNullable(domains.get(uid));
        var up = domain.filter(Domain::running).isPresent();
        switch (command.intent) {
            case Vm.Intent.Remove _ -> {
                if (up) {
                    end(uid, VmFacts.Exit.REQUESTED);
                } else if (domain.isPresent()) {
                    domains.remove(uid);
                } else {
                    wanted.remove(uid);
                    acting.remove(uid);
                    known.remove(uid);
                    graves.put(uid, command.epoch);
                }
            }
            case Vm.Intent.Halt _,Vm.Intent.Yield _ -> {
                if (up) {
                    end(uid, VmFacts.Exit.REQUESTED);
                }
            }
            case Vm.Intent.Run(var restart, var paused) -> run(uid, command, restart, paused, domain);
        }
    }

    private void run(String uid, Command command, Vm.Restart restart, boolean paused, Optional<Domain> domain) {
        var before = known(uid);
        if (domain.filter(Domain::running).isPresent()) {
            if (domain.get().run < command.run) {
                end(uid, VmFacts.Exit.REQUESTED);
            } else {
                domains.put(uid, new Domain(true, paused, domain.get().run));
            }
            return;
        }
        var again = switch (restart) {
            case ALWAYS -> true;
            case ON_FAILURE -> before.exit != VmFacts.Exit.GUEST_SHUTDOWN;
            case NEVER -> false;
        };
        if (before.run < command.run || again) {
            domains.put(uid, new Domain(true, false, command.run));
            known.put(uid, new Known(command.run, before.starts + 1, before.exit));
        }
    }

    private Known known(String uid) {
        return known.getOrDefault(uid, new Known(0, 0, VmFacts.Exit.NONE));
    }

    void end(String uid, VmFacts.Exit exit) {
        var domain = domains.get(uid);
        if (domain != null && domain.running) {
            domains.put(uid, new Domain(false, false, domain.run));
            known.put(uid, new Known(known(uid).run, known(uid).starts, exit));
        }
    }

    /** The agent dies and comes back: what it has not looked at since it does not report. */
    void restartAgent() {
        acting.clear();
    }

    Map<String, VmFacts.Seen> report() {
        var seen = new HashMap<String, VmFacts.Seen>();
        acting.forEach((uid, command) -> seen.put(uid, seen(uid, command)));
        graves.forEach((uid, epoch) -> {
            if (named.contains(uid) && !wanted.containsKey(uid)) {
                seen.put(uid, Machines.seen(VmFacts.State.ABSENT, epoch, Long.MAX_VALUE, 0, VmFacts.Exit.NONE));
            }
        });
        return seen;
    }

    private VmFacts.Seen seen(String uid, Command command) {
        var domain = Optional.ofNullable(domains.get(uid));
        var run = command.intent instanceof Vm.Intent.Halt || command.intent instanceof Vm.Intent.Yield
                ? Math.max(known(uid).run, command.run)
                : known(uid).run;
        var state = domain.map(d -> !d.running ? VmFacts.State.OFF
                : d.paused ? VmFacts.State.PAUSED
                        : command.intent instanceof Vm.Intent.Run && d.run >= command.run ? VmFacts.State.RUNNING
                                : VmFacts.State.STOPPING)
                .orElseGet(() -> switch (command.intent) {
                    case Vm.Intent.Run _ -> VmFacts.State.PREPARING;
                    case Vm.Intent.Halt _,Vm.Intent.Yield _ -> VmFacts.State.ABSENT;
                    case Vm.Intent.Remove _ -> VmFacts.State.OFF;
                });
        return new VmFacts.Seen(state, command.epoch, command.generation, run, known(uid).starts, known(uid).exit, "",
                Optional.empty(), List.of(), Optional.empty(), 0, "");
    }

    Set<String> machines() {
        return Set.copyOf(wanted.keySet());
    }

    Set<String> domains() {
        return Set.copyOf(domains.keySet());
    }

    boolean paused(String uid) {
        return Optional.ofNullable(domains.get(uid)).filter(Domain::paused).isPresent();
    }

    boolean runs(String uid) {
        return Optional.ofNullable(domains.get(uid)).filter(Domain::running).isPresent();
    }
}
