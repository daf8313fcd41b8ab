package io.cairn.vm.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to tell people of a change of facts. Pure. */
public final class Happenings {
    private Happenings() {}

    /** One event. */
    public record Happening(boolean warning, String reason, String message) {}

    public static List<Happening> between(VmFacts before, VmFacts after) {
        var events = new ArrayList<Happening>();
        if (before.pinned().isEmpty() && after.pinned().isPresent()) {
            var image = after.pinned().get().image();
            events.add(new Happening(false, "ImagePinned",
                    "Image %s is pinned to %s".formatted(image.name(), image.digest())));
        }
        if (after.place().isPresent() && after.epoch() > before.epoch()) {
            events.add(new Happening(false, "Scheduled", "Placed on node %s".formatted(after.place().get().node())));
        }
        if (before.silentSince().isPresent() && before.place().isPresent() && after.place().isEmpty()) {
            events.add(new Happening(true, "SiteLost",
                    ("The site of node %s is lost, and the machine with what was on its "
                            + "disk: it is made anew elsewhere").formatted(node(before))));
        }
        after.preempted()
                .filter(now -> before.preempted().map(old -> old.stage() != now.stage()).orElse(true))
                .ifPresent(now -> preempted(now, after, events));
        if (before.is(VmFacts.Stage.PARKED) && after.preempted().isEmpty() && after.place().isPresent()) {
            events.add(new Happening(false, "RoomRegained", "There is room on node %s again".formatted(node(after))));
        }
        after.trouble()
                .filter(now -> before.trouble().map(old -> !old.message().equals(now.message())).orElse(true))
                .ifPresent(now -> events.add(new Happening(true, now.reason(), Reasons.words(now))));
        if (after.silentSince().isPresent() && before.silentSince().isEmpty()) {
            events.add(new Happening(true, "NodeUnreachable", "Node %s is not heard; the machine may run on"
                    .formatted(after.place().map(VmFacts.Place::node).orElse(""))));
        }
        after.seen().ifPresent(now -> seen(before.seen(), now, after, events));
        return events;
    }

    private static void preempted(VmFacts.Preempted now, VmFacts facts, List<Happening> events) {
        switch (now.stage()) {
            case NOTICE -> events.add(new Happening(true, "PreemptionNotice",
                    "Its room is needed for a machine of a higher priority class: it is shut down at " + now.offAt()));
            case LEAVING -> events.add(new Happening(true, "Preempted",
                    "It is shut down on node %s to make room for a machine of a higher priority class"
                            .formatted(node(facts))));
            case PARKED -> events.add(new Happening(false, "RoomGivenUp",
                    "vCPUs, memory and devices on node %s are given up; the disk is kept there".formatted(
                            node(facts))));
        }
    }

    private static String node(VmFacts facts) {
        return facts.place().map(VmFacts.Place::node).orElse("");
    }

    private static void seen(Optional<VmFacts.Seen> before, VmFacts.Seen now, VmFacts facts, List<Happening> events) {
        var node = facts.place().map(VmFacts.Place::node).orElse("");
        var state = before.map(VmFacts.Seen::state).orElse(VmFacts.State.ABSENT);
        var starts = before.map(VmFacts.Seen::starts).orElse(0L);
        if (now.starts() > starts && now.starts() > 1 && before.isPresent()) {
            var crash = now.lastExit() == VmFacts.Exit.CRASHED || now.lastExit() == VmFacts.Exit.LOST;
            events.add(new Happening(crash, crash ? "RestartedAfterCrash" : "Restarted",
                    "Started again on node %s (start %d)%s"
                            .formatted(node, now.starts(),
                                    now.lastExitMessage().isEmpty() ? "" : ": " + now.lastExitMessage())));
        } else if (now.state() == VmFacts.State.RUNNING && state == VmFacts.State.PAUSED) {
            events.add(new Happening(false, "Resumed", "The processors turn again on node %s".formatted(node)));
        } else if (now.state() == VmFacts.State.RUNNING && state != VmFacts.State.RUNNING) {
            events.add(new Happening(false, "Started", "The domain runs on node %s".formatted(node)));
        }
        if (now.state() == VmFacts.State.PAUSED && state != VmFacts.State.PAUSED) {
            events.add(new Happening(false, "Paused",
                    "Paused on node %s; its memory is kept there".formatted(node)));
        }
        if (now.state() == VmFacts.State.PREPARING && state != VmFacts.State.PREPARING) {
            events.add(new Happening(false, "Preparing", "Node %s prepares disk and network".formatted(node)));
        }
        if (now.state() == VmFacts.State.OFF && state != VmFacts.State.OFF && now.starts() > 0) {
            events.add(new Happening(now.lastExit() == VmFacts.Exit.CRASHED, "Stopped", now.lastExitMessage().isEmpty()
                    ? "The machine is off"
                    : "The machine is off: " + now.lastExitMessage()));
        }
        now.problem()
                .filter(problem -> before.flatMap(VmFacts.Seen::problem).map(old -> !old.equals(problem)).orElse(true))
                .ifPresent(problem -> events.add(new Happening(true, problem.reason(), problem.message())));
    }
}
