package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be, worked out the slow way from nodes and claims alone. Shares nothing with the engine but the model. */
public final class Oracle {
    public final Map<String, Node> nodes = new HashMap<>();
    public final Map<String, Claim> claims = new HashMap<>();

    private List<Claim> on(String node) {
        return claims.values().stream().filter(claim -> claim.node().equals(node)).toList();
    }

    public boolean fits(Request request, Node node) {
        return lasting(request, node) && tenancy(request, node) && amounts(request, node) && cells(request, node)
                && devices(request, node) && request.terms().stream().allMatch(term -> term(request, term, node))
                && borne(request, node);
    }

    private static boolean lasting(Request request, Node node) {
        var state = node.state();
        return state.ready() && !state.cordoned() && (!state.emulated() || state.emulationAllowed())
                && state.isolationTier() >= request.rules().isolationTier()
                && node.labels().entrySet().containsAll(request.rules().selector().entrySet())
                && node.taints()
                        .stream()
                        .allMatch(taint -> taint.soft()
                                || request.rules().tolerations().stream().anyMatch(one -> one.tolerates(taint)));
    }

    private boolean tenancy(Request request, Node node) {
        return on(node.name()).stream().allMatch(claim -> {
            var other = claim.request();
            var alone = request.tenancy() == Tenancy.DEDICATED_HOST || other.tenancy() == Tenancy.DEDICATED_HOST;
            return !alone || request.tenancy() == other.tenancy()
                    && request.owner().organisation().equals(other.owner().organisation());
        });
    }

    private boolean amounts(Request request, Node node) {
        ToLongFunction<Request> cpus = one -> one.resources().cpuMilli()
                + (long) one.resources().dedicatedCpus() * node.overcommitPercent() * 10;
        return below(request, node, cpus, node.capacity().cpuMilli())
                && below(request, node, one -> one.resources().memoryMib(), node.capacity().memoryMib())
                && below(request, node, one -> one.resources().hugepages2Mi(), node.capacity().hugepages2Mi())
                && below(request, node, one -> one.resources().hugepages1Gi(), node.capacity().hugepages1Gi())
                && below(request, node, one -> one.resources().diskMib(), node.capacity().diskMib())
                && below(request, node, one -> one.resources().bandwidthMbps(), node.capacity().bandwidthMbps());
    }

    private boolean below(Request request, Node node, ToLongFunction<Request> of, long capacity) {
        var asked = of.applyAsLong(request);
        var used = on(node.name()).stream().mapToLong(claim -> of.applyAsLong(claim.request())).sum();
        return used + asked <= capacity || asked == 0;
    }

    private boolean cells(Request request, Node node) {
        for (var count = 1; count <= Math.min(request.rules().numaCells(), node.cells().size()); count++) {
            var parts = count;
            if (node.cells().stream().filter(cell -> holds(request, node, cell, parts)).count() >= count) {
                return true;
            }
        }
        return request.rules().numaCells() == 0;
    }

    private boolean holds(Request request, Node node, Node.Cell cell, int parts) {
        return part(request, node, cell, parts, 0, cell.cpus() * 1000L) && part(request, node, cell, parts, 1,
                cell.memoryMib()) && part(request, node, cell, parts, 2, cell.hugepages2Mi())
                && part(request, node, cell, parts, 3, cell.hugepages1Gi());
    }

    private boolean part(Request request, Node node, Node.Cell cell, int parts, int of, long capacity) {
        var used = on(node.name()).stream()
                .filter(claim -> claim.cells().contains(cell.id()))
                .mapToLong(claim -> amount(claim.request(), node, claim.cells().size(), of))
                .sum();
        return used + amount(request, node, parts, of) <= capacity;
    }

    private static long amount(Request request, Node node, int parts, int of) {
        var asked = request.resources();
        return switch (of) {
            case 0 -> up(asked.dedicatedCpus(), parts) * 1000
                    + up(up(asked.cpuMilli(), parts) * 100, node.overcommitPercent());
            case 1 -> up(asked.memoryMib(), parts);
            case 2 -> up(asked.hugepages2Mi(), parts);
            default -> up(asked.hugepages1Gi(), parts);
        };
    }

    private static long up(long amount, long parts) {
        return (amount + parts - 1) / parts;
    }

    /** For one ask: exact. For several: only that each could be had alone. */
    private boolean devices(Request request, Node node) {
        return request.devices()
                .stream()
                .allMatch(ask -> ask.choices().stream().anyMatch(choice -> had(request, ask, choice, node)));
    }

    private boolean had(Request request, DeviceAsk ask, DeviceAsk.Choice choice, Node node) {
        var free = node.devices()
                .stream()
                .filter(device -> device.deviceClass().equals(ask.deviceClass())
                        && (choice.model().isEmpty() || choice.model().equals(device.model()))
                        && allowed(request, node, Map.of(device.address(), ask.shares())))
                .toList();
        return sets(free, choice.count()).anyMatch(set -> near(ask, set) && allowed(request, node, shares(set, ask)));
    }

    private static Stream<List<Device>> sets(List<Device> free, int count) {
        return count == 1 ? free.stream().map(List::of)
                : free.stream().flatMap(one -> free.stream().filter(two -> two != one).map(two -> List.of(one, two)));
    }

    private static Map<String, Integer> shares(List<Device> set, DeviceAsk ask) {
        return set.stream().collect(Collectors.toMap(Device::address, _ -> ask.shares()));
    }

    private static boolean near(DeviceAsk ask, List<Device> set) {
        return set.stream().map(ask.near()::of).distinct().count() == 1 && !ask.near().of(set.getFirst()).isEmpty();
    }

    /** Whether a machine of this request may have these shares of devices beside what is claimed. */
    public boolean allowed(Request request, Node node, Map<String, Integer> shares) {
        var held = new ArrayList<Held>();
        on(node.name()).forEach(claim -> claim.devices()
                .forEach(part -> held.add(new Held(claim.machine(), claim.request(), part.address(), part.shares()))));
        shares.forEach((address, share) -> held.add(new Held("", request, address, share)));
        var byAddress = new HashMap<String, Device>();
        node.devices().forEach(device -> byAddress.put(device.address(), device));
        return shares.keySet()
                .stream()
                .map(byAddress::get)
                .allMatch(device -> device != null && device.usable() && fair(device, held, byAddress));
    }

    private record Held(String machine, Request request, String address, int shares) {}

    private static boolean fair(Device device, List<Held> held, Map<String, Device> byAddress) {
        var mine = held.stream()
                .filter(one -> one.machine().isEmpty() && one.address().equals(device.address()))
                .toList()
                .getFirst();
        var sum = held.stream().filter(one -> one.address().equals(device.address())).mapToInt(Held::shares).sum();
        var relatives = held.stream()
                .map(one -> byAddress.get(one.address()))
                .noneMatch(other -> other != null && (other.parent().equals(device.address())
                        || other.address().equals(device.parent())));
        var group = held.stream()
                .filter(one -> one != mine && sameGroup(byAddress.get(one.address()), device))
                .allMatch(one -> one.shares() < DeviceShare.WHOLE && mine.shares() < DeviceShare.WHOLE
                        || one.machine().isEmpty()
                                && (one.shares() == DeviceShare.WHOLE) == (mine.shares() == DeviceShare.WHOLE));
        var strangers = held.stream()
                .filter(one -> one.address().equals(device.address()))
                .allMatch(one -> one.request().owner().organisation().equals(mine.request().owner().organisation())
                        || one.request().tenancy() == Tenancy.SHARED && mine.request().tenancy() == Tenancy.SHARED);
        return sum <= DeviceShare.WHOLE && relatives && group && strangers
                && (mine.shares() == DeviceShare.WHOLE || device.shareable());
    }

    private static boolean sameGroup(@org.jspecify.annotations.Nullable Device other, Device device) {
        return other != null && (other.address().equals(device.address())
                || other.iommuGroup() >= 0 && other.iommuGroup() == device.iommuGroup());
    }

    private boolean term(Request request, Term term, Node node) {
        if (!term.required()) {
            return true;
        }
        var place = node.place(term.key());
        var here = place.isEmpty() ? 0 : matching(request, term, place);
        var self = request.labels().entrySet().containsAll(term.match().entrySet());
        return switch (term) {
            case Term.Affinity _ -> !place.isEmpty() && (here > 0 || self && nodes.values()
                    .stream()
                    .allMatch(other -> other.place(term.key()).isEmpty()
                            || matching(request, term, other.place(term.key())) == 0));
            case Term.AntiAffinity _ -> here == 0;
            case Term.AtMost most -> here < most.count();
            case Term.Spread spread -> !place.isEmpty() && here + (self ? 1 : 0) - nodes.values()
                    .stream()
                    .filter(other -> lasting(request, other) && !other.place(term.key()).isEmpty())
                    .mapToLong(other -> matching(request, term, other.place(term.key())))
                    .min()
                    .orElse(0) <= spread.maxSkew();
        };
    }

    /** Required terms of a machine that hold where it stands. */
    public List<Term> held(Claim claim) {
        claims.remove(claim.machine());
        try {
            return claim.request()
                    .terms()
                    .stream()
                    .filter(term -> term.required() && term(claim.request(), term, node(claim)))
                    .toList();
        } finally {
            claims.put(claim.machine(), claim);
        }
    }

    private long matching(Request request, Term term, String place) {
        return claims.values()
                .stream()
                .filter(claim -> claim.request().owner().equals(request.owner())
                        && claim.request().labels().entrySet().containsAll(term.match().entrySet())
                        && node(claim).place(term.key()).equals(place))
                .count();
    }

    private boolean borne(Request request, Node node) {
        return claims.values()
                .stream()
                .filter(claim -> claim.request().owner().equals(request.owner()))
                .allMatch(claim -> claim.request()
                        .terms()
                        .stream()
                        .noneMatch(term -> term instanceof Term.AntiAffinity && term.required()
                                && request.labels().entrySet().containsAll(term.match().entrySet())
                                && !node.place(term.key()).isEmpty()
                                && node(claim).place(term.key()).equals(node.place(term.key()))));
    }

    private Node node(Claim claim) {
        return java.util.Objects.requireNonNull(nodes.get(claim.node()));
    }

    Collection<Node> all() {
        return nodes.values();
    }
}
