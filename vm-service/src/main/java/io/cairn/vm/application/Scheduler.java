package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.Piece;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scheduler, as the lifecycle needs it. Throws {@link Unavailable} when it cannot be asked. */
public interface Scheduler {

    /** What came of asking for a node. */
    sealed interface Answer {
        /**
         * @param numaNodes of the node, that CPUs and memory come from; none if that does not matter
         * @param piece of a reservation whose place it took
         * @param site of the node; empty if it is at none
         */
        record Granted(String node, long claimId, List<String> devices, List<Integer> numaNodes,
                Optional<Piece> piece, String site) implements Answer {
            VmFacts.Place place() {
                return new VmFacts.Place(node, claimId, devices, numaNodes, piece, site);
            }
        }

        /**
         * @param victims who has to go to make room for it
         * @param waiting where it stands in the queue, in words; if empty it is in none, and has to be asked for again
         */
        record Refused(String reason, String message, String nextStep, List<Victim> victims,
                String waiting) implements Answer {
            public Refused(String reason, String message, String nextStep) {
                this(reason, message, nextStep, List.of(), "");
            }
        }
    }

    /** @param claimId of the claim that it is to give up; a later one is not meant */
    record Victim(String vmUid, long claimId, Duration notice) {}

    /** @param usable by the organisation that was asked for */
    record PriorityClass(String name, boolean usable) {}

    /** @param latencies milliseconds, by population of users */
    record Site(String name, boolean open, Map<String, Integer> latencies) {}

    /**
     * A claim that stands.
     *
     * @param piece of a reservation that it is, or whose place it took
     */
    record Standing(String vmUid, long generation, Optional<Piece> piece) {}

    Answer claim(Ask ask);

    /**
     * A machine that wants a node.
     *
     * @param labels its own, for the affinities of others
     * @param since when it began to wait
     * @param redeem what it is to take the place of
     */
    record Ask(ObjectKey key, String uid, long generation, Map<String, String> labels, VmSpec spec,
            VmFacts.Pinned size, Instant since, Optional<Redeem> redeem) {

        /** Has to do with no reservation. */
        public Ask(ObjectKey key, String uid, long generation, Map<String, String> labels, VmSpec spec,
                VmFacts.Pinned size, Instant since) {
            this(key, uid, generation, labels, spec, size, since, Optional.empty());
        }
    }

    /**
     * A piece of a reservation.
     *
     * @param reservation its uid; empty if it is known to hold nothing, and only a claim that stands already counts
     */
    record Redeem(String reservation, String name) {}

    /** All pieces of a reservation: an answer for each, in order of number. All of them are granted or none is. */
    List<Answer> hold(Pieces pieces);

    /**
     * @param reservation its uid
     * @param since when it began to wait
     */
    record Pieces(ObjectKey key, String reservation, ReservationSpec spec, ReservationFacts.Size size, Instant since) {}

    /** What it would answer, and why, on a fleet that is supposed to be different. Changes nothing. */
    Review review(Ask ask, Supposition supposition, List<NamedSize> sizes);

    /** How many more machines of each size fit. */
    Capacity capacity(List<NamedSize> sizes, List<VmSpec.DeviceSpec> devices);

    record NamedSize(String name, int cpus, long memoryMib, long diskMib, Layout layout, int bandwidthMbps) {

        /** Shared CPUs, ordinary pages and no bandwidth of its own. */
        public NamedSize(String name, int cpus, long memoryMib, long diskMib) {
            this(name, cpus, memoryMib, diskMib, Layout.SHARED, 0);
        }
    }

    /**
     * @param without uids of machines of the same namespace
     * @param drained nodes that take nothing new
     */
    record Supposition(List<String> without, List<Nodes> added, List<String> drained) {
        public static final Supposition NONE = new Supposition(List.of(), List.of(), List.of());
    }

    /**
     * Nodes that do not exist.
     *
     * @param like the name of one that they are like; if empty, the size counts
     */
    record Nodes(int count, String like, NamedSize size, Map<String, String> labels,
            List<VmSpec.DeviceSpec> devices) {}

    /**
     * @param standing node of the claim that stands for the machine now
     * @param nodes how many were looked at
     * @param why a sentence: why the first of the top wins
     * @param hints what would help
     * @param unknown nodes that the supposition names and that do not exist
     */
    record Review(Answer answer, Optional<String> standing, int nodes, List<Removed> filters, List<Scored> top,
            String why, List<String> hints, List<String> unknown) {}

    record Removed(String filter, int nodes, String words, String detail) {}

    record Scored(String node, double score, Map<String, Double> parts) {}

    /** @param more machines of each size, by name */
    record Pool(String name, int nodes, int open, NamedSize allocatable, NamedSize claimed, Map<String, Long> more,
            List<Devices> devices) {}

    /** The same nodes, by their pool and by their site; those that are at none are in no site. */
    record Capacity(List<Pool> pools, List<Pool> sites) {}

    record Devices(String deviceClass, String model, int total, int free) {}

    /** The priority classes, the highest first. */
    List<PriorityClass> priorityClasses(String organisation);

    /** The sites that there are, in order of name. */
    List<Site> sites();

    /** Gives up all of a claim but the disk; safe to repeat. False if a claim of a higher generation stands. */
    boolean park(String uid, long generation);

    /** Gives a claim back; safe to repeat. False if the claim that stands was asked for at a higher generation. */
    boolean release(String uid, long generation);

    /** Gives back a claim on a silent node of a lost site; safe to repeat. True if none stands there any more. */
    boolean abandon(String uid, String node);

    /** Claims in order of machine, behind one. */
    List<Standing> page(String afterUid, int limit);
}
