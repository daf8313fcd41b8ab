package io.cairn.vm.domain;

import io.cairn.resource.domain.Limits;
import io.cairn.vm.domain.reservation.Piece;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is stored of a machine besides its spec. Each component has one writer.
 *
 * @param pinned image and size, pinned once (reconciler)
 * @param place where it lives (scheduler's answer)
 * @param asking a claim may stand that no placement tells of: the scheduler was asked, or is about to be (reconciler)
 * @param epoch number of the last placement; 0 if there was none
 * @param run number of the run that is wanted; a higher one than the running one means a restart (API)
 * @param powerOn what start and stop last asked for, for the strategies that listen to them (API)
 * @param seen what the node last reported (reports)
 * @param silentSince since when the node of the machine cannot be heard (streams)
 * @param trouble what keeps the reconciler from the next step, and when it tries again (reconciler)
 * @param pausedRun the run that is to be paused; 0 for none (API)
 * @param preempted that its room is needed for a machine of a higher priority class (reconciler)
 * @param since when each condition got its status, under {@code type=status}
 */
public record VmFacts(Optional<Pinned> pinned, Optional<Place> place, @Limits(defaults = "0") long epoch,
        @Limits(defaults = "1") long run, Optional<Boolean> powerOn, Optional<Seen> seen,
        Optional<Instant> silentSince, Optional<Trouble> trouble, @Limits(maxItems = 64) Map<String, Instant> since,
        @Limits(defaults = "false") boolean asking, @Limits(defaults = "0") long pausedRun,
        Optional<Preempted> preempted) {

    public static final VmFacts NONE = new VmFacts(Optional.empty(), Optional.empty(), 0, 1, Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), false, 0, Optional.empty());

    /** Image and size, as they were when the machine was made. */
    public record Pinned(int cpus, long memoryMib, long diskMib, PinnedImage image,
            @Limits(defaults = "{}") Layout layout, @Limits(defaults = "0") int bandwidthMbps) {

        /** Shared CPUs, ordinary pages and no bandwidth of its own. */
        public Pinned(int cpus, long memoryMib, long diskMib, PinnedImage image) {
            this(cpus, memoryMib, diskMib, image, Layout.SHARED, 0);
        }
    }

    /** Blobs by digest; empty strings where there is none. */
    public record PinnedImage(String name, @Limits(defaults = "\"\"") String digest,
            @Limits(defaults = "\"\"") String diskDigest, @Limits(defaults = "\"\"") String diskFormat,
            @Limits(defaults = "0") long diskBytes, @Limits(defaults = "\"\"") String kernelDigest,
            @Limits(defaults = "0") long kernelBytes, @Limits(defaults = "\"\"") String initrdDigest,
            @Limits(defaults = "0") long initrdBytes, @Limits(defaults = "\"\"", maxLength = 4096) String kernelArgs) {}

    /**
     * A placement.
     *
     * @param devices PCI addresses of the devices that are the machine's there
     * @param numaNodes of the node, that its CPUs and memory come from; none if that does not matter
     * @param piece of a reservation whose place it took
     * @param site of the node when the machine was placed; empty if it was at none
     */
    public record Place(String node, long claimId, @Limits(maxItems = 64) List<String> devices,
            @Limits(maxItems = 64) List<Integer> numaNodes, Optional<Piece> piece,
            @Limits(defaults = "\"\"") String site) {

        /** Anywhere on the node, from no reservation and at no site. */
        public Place(String node, long claimId, List<String> devices) {
            this(node, claimId, devices, List.of(), Optional.empty(), "");
        }
    }

    /** What a node says of a machine. */
    public record Seen(State state, long epoch, long generation, long run, long starts, Exit lastExit,
            @Limits(defaults = "\"\"", maxLength = 1024) String lastExitMessage, Optional<Instant> startedAt,
            List<Address> addresses, Optional<Problem> problem, @Limits(defaults = "0") int progress,
            @Limits(defaults = "\"\"", maxLength = 1024) String progressMessage) {}

    /** State of the domain. */
    public enum State {
        ABSENT,
        PREPARING,
        RUNNING,
        PAUSED,
        STOPPING,
        OFF
    }

    /** Why it last ended. */
    public enum Exit {
        NONE,
        GUEST_SHUTDOWN,
        REQUESTED,
        CRASHED,
        LOST
    }

    public record Address(String network, String mac, String ip) {}

    public record Problem(String reason, @Limits(maxLength = 4096) String message) {}

    /**
     * A failure that is tried again.
     *
     * @param waiting where it stands in a queue; empty if it is in none
     */
    public record Trouble(String reason, @Limits(maxLength = 4096) String message,
            @Limits(defaults = "\"\"", maxLength = 1024) String nextStep, int attempts, Instant retryAt,
            @Limits(defaults = "\"\"", maxLength = 256) String waiting) {

        public Trouble(String reason, String message, String nextStep, int attempts, Instant retryAt) {
            this(reason, message, nextStep, attempts, retryAt, "");
        }
    }

    /**
     * A machine that makes room.
     *
     * @param offAt when it is shut down
     */
    public record Preempted(Stage stage, Instant since, Instant offAt) {}

    /** How far it is with that. */
    public enum Stage {
        /** It was told, and goes on as before. */
        NOTICE,
        /** It is to be off. */
        LEAVING,
        /** It is off, and its claim keeps its disk only. */
        PARKED
    }

    /** What comes next is to ask for a claim: that it may stand is stored before it is asked for. */
    public VmFacts withPinned(Pinned value) {
        return new VmFacts(Optional.of(value), place, epoch, run, powerOn, seen, silentSince, Optional.empty(), since,
                true, pausedRun, preempted);
    }

    /** The scheduler is about to be asked. */
    public VmFacts asked() {
        return new VmFacts(pinned, place, epoch, run, powerOn, seen, silentSince, trouble, since, true, pausedRun,
                preempted);
    }

    /** A new placement has a new epoch, and nothing has been seen there yet. */
    public VmFacts placedOn(Place value) {
        return new VmFacts(pinned, Optional.of(value), epoch + 1, run, powerOn, Optional.empty(), Optional.empty(),
                Optional.empty(), since, false, pausedRun, Optional.empty());
    }

    /** No claim stands any more. */
    public VmFacts released() {
        return new VmFacts(pinned, Optional.empty(), epoch, run, powerOn, Optional.empty(), Optional.empty(),
                Optional.empty(), since, false, pausedRun, Optional.empty());
    }

    /**
     * Its site is lost with all that it had there, and its claim was given back. The new run makes the next claim that is
     * asked for newer than that one.
     */
    public VmFacts lost() {
        return new VmFacts(pinned, Optional.empty(), epoch, run + 1, powerOn, Optional.empty(), Optional.empty(),
                Optional.empty(), since, false, 0, Optional.empty());
    }

    public VmFacts observed(Seen value) {
        return new VmFacts(pinned, place, epoch, run, powerOn, Optional.of(value), Optional.empty(), trouble, since,
                asking, pausedRun, preempted);
    }

    /** Only where it is placed can a machine fall silent. */
    public VmFacts silent(Instant at) {
        return silentSince.isPresent() || place.isEmpty()
                ? this
                : new VmFacts(pinned, place, epoch, run, powerOn, seen, Optional.of(at), trouble, since, asking,
                        pausedRun, preempted);
    }

    public VmFacts heard() {
        return new VmFacts(pinned, place, epoch, run, powerOn, seen, Optional.empty(), trouble, since, asking,
                pausedRun, preempted);
    }

    public VmFacts restarted() {
        return new VmFacts(pinned, place, epoch, run + 1, powerOn, seen, silentSince, trouble, since, asking, 0,
                preempted);
    }

    /** The run that is wanted now is to be paused; a restart, a stop or a start ends that. */
    public VmFacts paused() {
        return new VmFacts(pinned, place, epoch, run, powerOn, seen, silentSince, trouble, since, asking, run,
                preempted);
    }

    public VmFacts resumed() {
        return new VmFacts(pinned, place, epoch, run, powerOn, seen, silentSince, trouble, since, asking, 0, preempted);
    }

    /** Whether the run that is wanted is to be paused. */
    public boolean frozen() {
        return pausedRun == run;
    }

    /**
     * Takes in a start or stop. A start makes a new run unless one is under way: so a machine that ended by itself starts
     * again, and one that runs is left alone.
     *
     * @param wasOn whether it was to run until now
     */
    public VmFacts powered(boolean on, boolean wasOn) {
        var ended = seen.filter(s -> s.epoch() >= epoch && s.run() >= run && s.state() == State.OFF).isPresent();
        var next = on && (!wasOn || ended) ? run + 1 : run;
        return new VmFacts(pinned, place, epoch, next, Optional.of(on), seen, silentSince, trouble, since, asking, 0,
                preempted);
    }

    public VmFacts troubled(Optional<Trouble> value) {
        return new VmFacts(pinned, place, epoch, run, powerOn, seen, silentSince, value, since, asking, pausedRun,
                preempted);
    }

    /** What it waits for may be there: it is tried again now. */
    public VmFacts due(Instant now) {
        return trouble.filter(last -> last.retryAt().isAfter(now))
                .map(last -> troubled(Optional.of(new Trouble(last.reason(), last.message(), last.nextStep(),
                        last.attempts(), now, last.waiting()))))
                .orElse(this);
    }

    public VmFacts since(Map<String, Instant> value) {
        return new VmFacts(pinned, place, epoch, run, powerOn, seen, silentSince, trouble, Map.copyOf(value), asking,
                pausedRun, preempted);
    }

    /** Its room is needed: it is told, once, and only if it has the claim that is meant. */
    public VmFacts noticed(long claimId, Instant at, Instant offAt) {
        return preempted.isPresent() || place.filter(here -> here.claimId() == claimId).isEmpty()
                ? this
                : makingRoom(new Preempted(Stage.NOTICE, at, offAt), 0);
    }

    /** The notice is over. The new run makes the node refuse a late command to let it run. */
    public VmFacts leaving() {
        return preempted.filter(now -> now.stage() == Stage.NOTICE)
                .map(now -> makingRoom(new Preempted(Stage.LEAVING, now.since(), now.offAt()), 1))
                .orElse(this);
    }

    /** Its claim keeps the disk only. What is asked for from now on is newer than that. */
    public VmFacts parked() {
        return preempted.filter(now -> now.stage() == Stage.LEAVING)
                .map(now -> makingRoom(new Preempted(Stage.PARKED, now.since(), now.offAt()), 1)
                        .troubled(Optional.empty()))
                .orElse(this);
    }

    /** It has all of its claim again, and so a new run. */
    public VmFacts back(Place value) {
        return new VmFacts(pinned, Optional.of(value), epoch, run + 1, powerOn, seen, silentSince, Optional.empty(),
                since, asking, pausedRun, Optional.empty());
    }

    public boolean is(Stage stage) {
        return preempted.filter(now -> now.stage() == stage).isPresent();
    }

    private VmFacts makingRoom(Preempted value, long moreRuns) {
        return new VmFacts(pinned, place, epoch, run + moreRuns, powerOn, seen, silentSince, trouble, since, asking,
                pausedRun, Optional.of(value));
    }
}
