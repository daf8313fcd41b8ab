package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import io.cairn.scheduler.domain.site.Sites;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The kind Site: a place with nodes of its own, how far it is from whom, and whether it takes machines. */
public final class SiteKind {
    private static final String WORD = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?";
    private static final long MOST_COST = 1_000_000_000_000L;

    private SiteKind() {}

    /** What operators say of it. */
    public record Spec(
            @Doc("Open takes machines. Closed takes nothing new, and what runs there runs on. Lost: an operator knows that "
                    + "nothing runs there any more") @Limits(defaults = "\"Open\"") State state,
            @Doc("Of running a machine there, in any unit, the same for all sites; the cheapest that will do comes first") @Limits(min = 0, max = MOST_COST, defaults = "0") long cost,
            @Doc("How far it is from populations of users; from those that are not named it is out of reach") @Limits(maxItems = 64) List<Latency> latencies,
            @Doc("What it is") @Limits(maxLength = 512) Optional<String> description) {}

    /** Whether it takes machines. */
    public enum State {
        OPEN,
        CLOSED,
        LOST
    }

    /** A distance. */
    public record Latency(
            @Doc("Population of users, such as berlin") @Limits(maxLength = 63, pattern = WORD, patternMeaning = "lower-case letters, digits, '-' and '.', such as berlin") String population,
            @Doc("Round trip, milliseconds") @Limits(min = 0, max = 10_000) int milliseconds) {}

    /**
     * What a scheduler knows.
     *
     * @param stood machines that had their claim there when the site was lost
     */
    public record Facts(Optional<Room> room, Optional<Integer> stood) {
        static final Facts NONE = new Facts(Optional.empty(), Optional.empty());

        /**
         * Told while the site is in a state. What was told before it was lost counts too: machines may have been made anew
         * elsewhere before this is told for the first time.
         */
        Facts told(Room now, State state) {
            var before = room.map(Room::machines).orElse(0);
            return new Facts(Optional.of(now), state == State.LOST
                    ? Optional.of(stood.orElse(Math.max(before, now.machines())))
                    : Optional.empty());
        }
    }

    /** Sums over the nodes, amounts in vCPUs and MiB. */
    public record Room(int nodes, int ready, int machines, Sum total, Sum free,
            @Limits(maxItems = 64) List<Devices> devices) {
        static final Room NONE = new Room(0, 0, 0, new Sum(0, 0, 0), new Sum(0, 0, 0), List.of());
    }

    public record Sum(int cpus, long memoryMib, long diskMib) {}

    /** Devices of a model. */
    public record Devices(@Doc("Class: gpu, nic, nvme, ...") String class_, @Doc("Model") String model,
            @Doc("How many there are") int total, @Doc("How many are whole and free") int free) {}

    /** Computed. */
    public record Status(@Doc("Nodes with its name as their label topology.cairn.io/site") int nodes,
            @Doc("Nodes whose agents report") int readyNodes, @Doc("Machines that have a claim there") int machines,
            @Doc("What machines may claim on all its nodes") Amounts capacity,
            @Doc("What is left on nodes that are ready and not cordoned") Amounts free,
            @Doc("Devices that machines may have") List<Devices> devices,
            @Doc("Machines that had a claim there when the site was lost") Optional<Integer> machinesWhenLost,
            @Doc("Taking: machines can be placed there") List<Condition> conditions,
            @Doc("Generation of the spec that this answers") long observedGeneration) {}

    /** An amount of each dimension. */
    public record Amounts(@Doc("vCPUs") int cpus, @Doc("Guest memory") Quantity memory,
            @Doc("Local disk") Quantity disk) {}

    /** @param count how many there are, in the transaction of whoever makes one more */
    public static Kind<Spec, Facts, Status> declare(IntSupplier count) {
        KindBuilder<Spec, Facts, Status> kind = Kind.of(new GroupVersion("infra.cairn.io", "v1"), "Site", Spec.class,
                Facts.NONE, Status.class, SiteKind::status);
        return kind.scope(Scope.CLUSTER)
                .description("A place with nodes of its own: those whose label topology.cairn.io/site has its name")
                .rules(new Rules(count))
                .column("State", "string", "Open, Closed or Lost", site -> word(site.spec().state()))
                .column("Cost", "integer", "Of running a machine there", site -> "" + site.spec().cost())
                .column("Nodes", "string", "Nodes that report, of all",
                        site -> site.status().readyNodes() + "/" + site.status().nodes())
                .column("Machines", "integer", "Machines that have a claim there",
                        site -> "" + site.status().machines())
                .column("CPU", "string", "vCPUs that are free, of all",
                        site -> site.status().free().cpus() + "/" + site.status().capacity().cpus())
                .column("Memory", "string", "Memory that is free, of all", site -> site.status().free().memory().text()
                        + "/" + site.status().capacity().memory().text())
                .wideColumn("Devices", "string", "Whole devices that are free, of all",
                        site -> site.status().devices().stream().mapToInt(Devices::free).sum() + "/"
                                + site.status().devices().stream().mapToInt(Devices::total).sum())
                .build();
    }

    static String word(State state) {
        return switch (state) {
            case OPEN -> "Open";
            case CLOSED -> "Closed";
            case LOST -> "Lost";
        };
    }

    /** Pure. */
    static Status status(Metadata metadata, Spec spec, Facts facts) {
        var room = facts.room().orElse(Room.NONE);
        return new Status(room.nodes(), room.ready(), room.machines(), amounts(room.total()), amounts(room.free()),
                room.devices(), facts.stood(), List.of(taking(metadata, spec, facts, room)), metadata.generation());
    }

    private static Amounts amounts(Sum sum) {
        return new Amounts(sum.cpus(), Quantity.ofMebibytes(sum.memoryMib()), Quantity.ofMebibytes(sum.diskMib()));
    }

    private static Condition taking(Metadata metadata, Spec spec, Facts facts, Room room) {
        return switch (spec.state()) {
            case OPEN -> room.nodes() > 0
                    ? condition(metadata, "True", "Open", "Machines can be placed on its nodes")
                    : condition(metadata, "False", "NoNodes",
                            ("No node is there that a scheduler knows of; give one the "
                                    + "label with kubectl label node NAME topology.cairn.io/site=%s")
                                    .formatted(metadata.name()));
            case CLOSED -> condition(metadata, "False", "Closed", "It takes nothing new; %s there now".formatted(
                    machines(room.machines(), "stands", "stand")));
            case LOST -> condition(metadata, "False", "Lost",
                    "It takes nothing new. %s a claim there when it was lost, and %s one there now; what does not fail over "
                            .formatted(machines(facts.stood().orElse(room.machines()), "had", "had"),
                                    machines(room.machines(), "has", "have"))
                            + "waits for its disk");
        };
    }

    private static String machines(int count, String one, String more) {
        return count == 1 ? "1 machine " + one : "%d machines %s".formatted(count, more);
    }

    private static Condition condition(Metadata metadata, String status, String reason, String message) {
        return new Condition("Taking", status, reason, message, metadata.creationTimestamp(), metadata.generation());
    }

    /** What a site must be beyond its schema. */
    private record Rules(IntSupplier count) implements Kind.Rules<Spec, Facts, Status> {
        @Override
        public List<Cause> validate(ObjectKey key, Spec spec, Optional<Spec> before) {
            var causes = new ArrayList<Cause>();
            var seen = new HashSet<String>();
            for (var i = 0; i < spec.latencies().size(); i++) {
                var population = spec.latencies().get(i).population();
                if (!seen.add(population)) {
                    causes.add(new Cause("FieldValueDuplicate", "spec.latencies[%d].population".formatted(i),
                            "Duplicate value: \"%s\": one latency for each population".formatted(population)));
                }
            }
            if (key.name().length() > 63) {
                causes.add(Cause.invalid("metadata.name", key.name(),
                        "the name is the value of a label of nodes too and has at most 63 characters"));
            }
            return causes;
        }

        @Override
        public void admit(Caller caller, ObjectKey key, Spec spec, Optional<Resource<Spec, Facts, Status>> before) {
            if (before.isEmpty() && count.getAsInt() >= Sites.MOST) {
                throw new Refusal(Reason.FORBIDDEN,
                        "There are %d sites, and there can be no more: delete one, or give its nodes to it".formatted(
                                Sites.MOST));
            }
        }

        /** Nodes of a site that is no more take machines again. */
        @Override
        public void admitDelete(Caller caller, Resource<Spec, Facts, Status> before) {
            if (before.spec().state() != State.OPEN && before.status().nodes() > 0) {
                throw new Refusal(Reason.CONFLICT,
                        "Site %s is %s and has nodes (%d), which would take machines again if it were deleted: take the label "
                                .formatted(before.metadata().name(),
                                        word(before.spec().state()).toLowerCase(Locale.ROOT),
                                        before.status().nodes())
                                + "topology.cairn.io/site off them first, or open the site");
            }
        }
    }
}
