package io.cairn.node.application;

import io.cairn.node.domain.Cell;
import io.cairn.node.domain.CpuChoice;
import io.cairn.node.domain.Seat;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gives each machine what is its own on this host: an address, and CPUs if it has dedicated ones. Both are noted with the
 * machine before anybody else is given anything, so that two actors cannot get the same, nor can the next agent. CPUs are
 * held by machines that run or are to run; who is off chooses anew.
 */
final class Seats {
    private final Host host;
    private final Supplier<Collection<Actor>> actors;

    Seats(Host host, Supplier<Collection<Actor>> actors) {
        this.host = host;
        this.actors = actors;
    }

    /** For the next run. Whoever shares CPUs that are no longer to be shared has left them when this is over. */
    synchronized Seat take(Actor actor, Wanted command) throws IOException, InterruptedException {
        var ip = actor.known().ip().isEmpty() ? address(actor) : actor.known().ip();
        if (!command.spec().layout().dedicatedCpus()) {
            return new Seat(ip, shared(actor, command.spec()));
        }
        var cells = host.cells();
        var taken = taken(actor);
        var cpus = CpuChoice.dedicated(cells, command.spec(), actor.known().cpus(), taken)
                .orElseThrow(() -> new Host.Trouble("NoFreeCpus",
                        "The machine needs %d CPUs for itself%s; other machines have CPUs %s to themselves".formatted(
                                command.spec().cpus(), where(command.spec().layout().cells()),
                                taken.stream().sorted().toList())));
        actor.note(actor.known().pinned(cpus));
        confineOthers(cells);
        return new Seat(ip, cpus);
    }

    private static String where(List<Integer> cells) {
        return cells.isEmpty() ? "" : " on NUMA nodes " + cells;
    }

    /** While it started, others may have been given CPUs that it was told it may share. */
    synchronized void started(Actor actor, Seat seat) throws IOException, InterruptedException {
        var spec = actor.wanted().spec();
        if (!spec.layout().dedicatedCpus()) {
            var now = shared(actor, spec);
            if (!now.equals(seat.cpus())) {
                host.confine(actor.wanted().uid(), now);
            }
        }
    }

    /** A machine has gone: what it had is shared again. */
    synchronized void left(Wanted gone) throws IOException, InterruptedException {
        if (gone.spec().layout().dedicatedCpus()) {
            confineOthers(host.cells());
        }
    }

    private void confineOthers(List<Cell> cells) throws IOException, InterruptedException {
        var all = cells.stream().flatMap(cell -> cell.cpus().stream()).sorted().toList();
        for (var other : actors.get()) {
            var layout = other.wanted().spec().layout();
            if (!layout.dedicatedCpus() && other.known().startedAt().isPresent()) {
                var shared = CpuChoice.shared(cells, layout, taken(other));
                host.confine(other.wanted().uid(), shared.isEmpty() ? all : shared);
            }
        }
    }

    private List<Integer> shared(Actor actor, Wanted.Spec spec) throws IOException, InterruptedException {
        var taken = taken(actor);
        if (taken.isEmpty() && spec.layout().cells().isEmpty()) {
            return List.of();
        }
        var shared = CpuChoice.shared(host.cells(), spec.layout(), taken);
        if (shared.isEmpty()) {
            throw new Host.Trouble("NoFreeCpus", "All CPUs that the machine could share%s are dedicated to others"
                    .formatted(where(spec.layout().cells())));
        }
        return shared;
    }

    /** CPUs that machines other than this one have to themselves. */
    private Set<Integer> taken(Actor than) {
        var taken = new HashSet<Integer>();
        actors.get().stream().filter(other -> other != than).forEach(other -> taken.addAll(other.cpus()));
        return taken;
    }

    private String address(Actor actor) throws IOException, InterruptedException {
        var used = new HashSet<String>();
        actors.get()
                .stream()
                .filter(other -> other != actor)
                .map(other -> other.known().ip())
                .filter(ip -> !ip.isEmpty())
                .forEach(used::add);
        var chosen = host.freeAddress(used);
        actor.note(actor.known().addressed(chosen));
        return chosen;
    }
}
