package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceAsk.Near;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Finds the devices of a node for a request, the ones of one ask after the other. */
final class DevicePicker {
    /** Closest first. */
    private static final List<Near> CLOSE = List.of(Near.FABRIC, Near.SWITCH, Near.NUMA);

    private final Request request;
    private final NodeState node;
    private final Policy policy;
    private final List<Integer> whole = new ArrayList<>();
    private final List<Integer> shared = new ArrayList<>();
    private final List<DeviceShare> parts = new ArrayList<>();
    private int choices;

    /**
     * @param choice how far down its lists of choices the request had to go, summed up over its asks
     */
    record Picked(List<DeviceShare> parts, int choice) {
        static final Picked NOTHING = new Picked(List.of(), 0);
    }

    private DevicePicker(Request request, NodeState node, Policy policy) {
        this.request = request;
        this.node = node;
        this.policy = policy;
    }

    static Optional<Picked> pick(Request request, NodeState node, Policy policy) {
        if (request.devices().isEmpty()) {
            return Optional.of(Picked.NOTHING);
        }
        var picked = new DevicePicker(request, node, policy).all();
        // The policy may give one ask a share of the very device that another one needs: what fits is not refused for that.
        return picked.isPresent() || policy == Filters.ANY ? picked
                : new DevicePicker(request, node, Filters.ANY).all();
    }

    /** Whole devices first: a share can come from more of them. */
    private Optional<Picked> all() {
        var asks = new ArrayList<>(request.devices());
        asks.sort(Comparator.comparing(DeviceAsk::shared));
        for (var ask : asks) {
            var choice = first(ask);
            if (choice < 0) {
                return Optional.empty();
            }
            choices += ask.alike() ? 0 : choice;
        }
        return Optional.of(new Picked(List.copyOf(parts), choices));
    }

    private int first(DeviceAsk ask) {
        for (var i = 0; i < ask.choices().size(); i++) {
            if (ask.shared() ? share(ask, ask.choices().get(i)) : take(ask, ask.choices().get(i))) {
                return i;
            }
        }
        return -1;
    }

    private boolean share(DeviceAsk ask, DeviceAsk.Choice choice) {
        var candidates = new ArrayList<Integer>();
        for (var i = 0; i < node.devices(); i++) {
            if (node.freeShares(i) >= ask.shares() && wanted(ask, choice, node.device(i)) && apart(i, true)
                    && node.bears(request, i)) {
                candidates.add(i);
            }
        }
        if (candidates.isEmpty()) {
            return false;
        }
        var best = policy.share(ask, request, node, candidates.stream().mapToInt(i -> i).toArray());
        shared.add(best);
        parts.add(new DeviceShare(node.device(best).address(), ask.shares()));
        return true;
    }

    private boolean take(DeviceAsk ask, DeviceAsk.Choice choice) {
        var candidates = new ArrayList<Integer>();
        for (var i = 0; i < node.devices(); i++) {
            if (node.freeWhole(i) && wanted(ask, choice, node.device(i)) && apart(i, false)) {
                candidates.add(i);
            }
        }
        if (candidates.size() < choice.count()) {
            return false;
        }
        var levels = ask.near() == Near.ANYWHERE ? CLOSE : List.of(ask.near());
        var found = levels.stream().flatMap(level -> closest(candidates, level, choice.count()).stream()).findFirst();
        if (found.isEmpty() && ask.near() == Near.ANYWHERE) {
            found = unrelated(candidates, choice.count());
        }
        found.ifPresent(chosen -> chosen.forEach(i -> {
            whole.add(i);
            parts.add(new DeviceShare(node.device(i).address(), DeviceShare.WHOLE));
        }));
        return found.isPresent();
    }

    /** All of them in one neighbourhood: in the one that has the fewest left over. */
    private Optional<List<Integer>> closest(List<Integer> candidates, Near level, int count) {
        var neighbourhoods = new LinkedHashMap<String, List<Integer>>();
        for (var i : candidates) {
            var of = level.of(node.device(i));
            if (!of.isEmpty()) {
                neighbourhoods.computeIfAbsent(of, _ -> new ArrayList<>()).add(i);
            }
        }
        return neighbourhoods.values()
                .stream()
                .filter(devices -> devices.size() >= count)
                .sorted(Comparator.comparing(List::size))
                .flatMap(devices -> unrelated(devices, count).stream())
                .findFirst();
    }

    /**
     * Devices of one IOMMU group lie beside each other, small groups first, so that few are taken along unused; virtual
     * functions come before the physical ones that they exclude.
     */
    private Optional<List<Integer>> unrelated(List<Integer> candidates, int count) {
        var ordered = new ArrayList<>(candidates);
        ordered.sort(Comparator.<Integer, Boolean>comparing(i -> node.devices.hasVirtual(i))
                .thenComparing(i -> companions(candidates, i))
                .thenComparing(i -> node.devices.group(i))
                .thenComparing(i -> i));
        var chosen = new ArrayList<Integer>(count);
        for (var i : ordered) {
            if (chosen.size() < count && chosen.stream().noneMatch(other -> node.devices.related(i, other))) {
                chosen.add(i);
            }
        }
        return chosen.size() == count ? Optional.of(chosen) : Optional.empty();
    }

    private long companions(List<Integer> candidates, int i) {
        return candidates.stream().filter(other -> node.devices.group(other) == node.devices.group(i)).count();
    }

    static boolean wanted(DeviceAsk ask, DeviceAsk.Choice choice, Device device) {
        return device.deviceClass().equals(ask.deviceClass())
                && (choice.model().isEmpty() || choice.model().equals(device.model()));
    }

    /** Whether a device goes with what this request has taken already. */
    private boolean apart(int i, boolean sharing) {
        for (var other : whole) {
            if (other == i || node.devices.related(i, other)
                    || sharing && node.devices.group(i) == node.devices.group(other)) {
                return false;
            }
        }
        for (var other : shared) {
            if (other == i || node.devices.related(i, other)
                    || !sharing && node.devices.group(i) == node.devices.group(other)) {
                return false;
            }
        }
        return true;
    }

    /** The same answer as {@link #pick} without choosing: how far down the choices, or -1. */
    static int choice(Request request, NodeState node, Policy policy) {
        var asks = request.devices();
        if (asks.isEmpty()) {
            return 0;
        }
        var ask = asks.getFirst();
        if (asks.size() > 1 || ask.near() != Near.ANYWHERE || node.devices.virtual()) {
            return pick(request, node, policy).map(Picked::choice).orElse(-1);
        }
        for (var c = 0; c < ask.choices().size(); c++) {
            var choice = ask.choices().get(c);
            var count = 0;
            for (var i = 0; i < node.devices() && count < choice.count(); i++) {
                count += wanted(ask, choice, node.device(i)) && free(ask, request, node, i) ? 1 : 0;
            }
            if (count >= choice.count()) {
                return ask.alike() ? 0 : c;
            }
        }
        return -1;
    }

    static boolean free(DeviceAsk ask, Request request, NodeState node, int i) {
        return ask.shared() ? node.freeShares(i) >= ask.shares() && node.bears(request, i) : node.freeWhole(i);
    }
}
