package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.Placement;
import io.cairn.contract.scheduler.v1.SupposedDevices;
import io.cairn.contract.scheduler.v1.SupposedNode;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.PriorityClass;
import io.cairn.scheduler.application.Supposition;
import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Piece;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Siting;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.model.Toleration;
import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Requests as they come over the wire. What makes no sense is refused. */
final class RequestMessages {
    private static final int MILLI = 1_000;
    private static final int PREFERRED = 50;
    private static final int MOST_ADDED = 1_000;

    private RequestMessages() {}

    static ClaimAsk ask(ClaimRequest message, PriorityClass priority) {
        var asked = message.getResources();
        if (asked.getCpus() < 1 || asked.getMemoryMib() + asked.getHugepages2Mi() + asked.getHugepages1Gi() < 1
                || message.getGeneration() < 1 || message.getVmUid().isEmpty()) {
            throw refused("A claim needs a machine, a generation, at least one vCPU and some memory");
        }
        var title = "%s/%s/%s".formatted(message.getOrganisation(), message.getNamespace(), message.getName());
        try {
            return new ClaimAsk(message.getVmUid(), message.getGeneration(), title, request(message, priority),
                    message.hasPiece() ? 0 : priority.maxVictims(), gang(message),
                    Instant.ofEpochMilli(message.getWaitingSinceEpochMilli()), reserving(message));
        } catch (IllegalArgumentException senseless) {
            throw refused(String.valueOf(senseless.getMessage()));
        }
    }

    private static Optional<ClaimAsk.Gang> gang(ClaimRequest message) {
        if (!message.hasGang()) {
            return Optional.empty();
        }
        var gang = message.getGang();
        if (gang.getName().isEmpty() || gang.getSize() < 2 || gang.getSize() > ClaimAsk.Gang.MOST) {
            throw new IllegalArgumentException("A gang has a name and 2 to %d members, not %d".formatted(
                    ClaimAsk.Gang.MOST, gang.getSize()));
        }
        return Optional.of(new ClaimAsk.Gang(gang.getName(), gang.getSize()));
    }

    private static ClaimAsk.Reserving reserving(ClaimRequest message) {
        if (message.hasPiece()) {
            var piece = new Piece(message.getPiece().getReservation(), message.getPiece().getNumber());
            if (message.hasRedeem() || !piece.heldBy(message.getVmUid())) {
                throw new IllegalArgumentException(
                        "Piece %d of reservation %s is claimed as %s and redeems nothing, not "
                                .formatted(piece.number(), piece.reservation(), piece.holder()) + message.getVmUid());
            }
            return new ClaimAsk.Reserving.Holds(piece);
        }
        if (!message.hasRedeem()) {
            return new ClaimAsk.Reserving.Nothing();
        }
        if (message.hasGang()) {
            throw new IllegalArgumentException("A machine of gang %s takes its place with the gang, not from "
                    .formatted(message.getGang().getName()) + "reservation " + message.getRedeem().getName());
        }
        return new ClaimAsk.Reserving.Redeems(message.getRedeem().getReservation(), message.getRedeem().getName());
    }

    private static RuntimeException refused(String why) {
        return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
    }

    private static Request request(ClaimRequest message, PriorityClass priority) {
        var placement = message.getPlacement();
        var tolerations = placement.getTolerationsList()
                .stream()
                .map(toleration -> new Toleration(toleration.getKey(), toleration.getOperator(),
                        toleration.getValue(), toleration.getEffect()))
                .toList();
        var devices = devices(message.getDevicesList());
        return new Request(new Owner(message.getOrganisation(), message.getNamespace()), labels(message, priority),
                resources(message.getResources()), devices,
                new Rules(placement.getNodeSelectorMap(), tolerations, placement.getIsolationTier(),
                        message.getMaxNumaNodes(), siting(message)),
                terms(placement),
                tenancy(placement),
                priority.value(), priority.preemptible() && !message.hasPiece());
    }

    private static Siting siting(ClaimRequest message) {
        if (!message.hasSite()) {
            return Siting.ANYWHERE;
        }
        var site = message.getSite();
        return new Siting.Wish(Set.copyOf(site.getNamesList()), Set.copyOf(site.getPopulationsList()),
                site.getPopulationsList().isEmpty() ? Siting.Wish.NO_BOUND : site.getMaxLatencyMilliseconds());
    }

    /** The machine's own, its class, its gang, and whether it is no machine at all. */
    private static Map<String, String> labels(ClaimRequest message, PriorityClass priority) {
        var labels = new HashMap<>(message.getLabelsMap());
        labels.remove(PriorityClass.LABEL);
        labels.remove(ClaimAsk.Gang.LABEL);
        labels.remove(Piece.LABEL);
        labels.remove(Budget.IGNORED);
        if (message.hasPiece()) {
            labels.put(Piece.LABEL, message.getPiece().getReservation());
        }
        if (message.hasGang()) {
            labels.put(ClaimAsk.Gang.LABEL, message.getGang().getName());
        }
        if (!priority.name().equals(PriorityClass.STANDARD)) {
            labels.put(PriorityClass.LABEL, priority.name());
        }
        return priority.budgets() ? labels : Budget.ignored(labels);
    }

    static List<DeviceAsk> devices(List<io.cairn.contract.scheduler.v1.DeviceAsk> asks) {
        return asks.stream()
                .map(ask -> new DeviceAsk(ask.getClass_(), ask.getChoicesList()
                        .stream()
                        .map(choice -> new DeviceAsk.Choice(choice.getModel(), choice.getCount()))
                        .toList(), ask.getShares() == 0 ? DeviceShare.WHOLE : ask.getShares(),
                        near(ask.getNear())))
                .toList();
    }

    private static DeviceAsk.Near near(io.cairn.contract.scheduler.v1.DeviceAsk.Near near) {
        return switch (near) {
            case ANYWHERE -> DeviceAsk.Near.ANYWHERE;
            case NUMA -> DeviceAsk.Near.NUMA;
            case SWITCH -> DeviceAsk.Near.SWITCH;
            case FABRIC -> DeviceAsk.Near.FABRIC;
            case UNRECOGNIZED -> throw new IllegalArgumentException(
                    "Devices may be asked for near each other by NUMA, SWITCH or FABRIC only");
        };
    }

    static Resources resources(io.cairn.contract.scheduler.v1.Resources message) {
        return new Resources(message.getDedicatedCpus() ? 0 : Math.multiplyExact(message.getCpus(), MILLI),
                message.getDedicatedCpus() ? message.getCpus() : 0, message.getMemoryMib(),
                message.getHugepages2Mi(), message.getHugepages1Gi(), message.getDiskMib(),
                message.getBandwidthMbps());
    }

    private static Tenancy tenancy(Placement placement) {
        return switch (placement.getIsolation()) {
            case "", "shared" -> Tenancy.SHARED;
            case "dedicated-device" -> Tenancy.DEDICATED_DEVICE;
            case "dedicated-host" -> Tenancy.DEDICATED_HOST;
            default -> throw new IllegalArgumentException(
                    "Isolation \"%s\" is none of shared, dedicated-device, dedicated-host"
                            .formatted(placement.getIsolation()));
        };
    }

    private static List<Term> terms(Placement placement) {
        var terms = new ArrayList<Term>();
        placement.getAffinityList()
                .forEach(term -> terms.add(
                        new Term.Affinity(term.getTopologyKey(), term.getMatchLabelsMap(), term.getWeight())));
        placement.getAntiAffinityList()
                .forEach(term -> terms.add(
                        new Term.AntiAffinity(term.getTopologyKey(), term.getMatchLabelsMap(), term.getWeight())));
        placement.getSpreadList()
                .forEach(spread -> terms.add(new Term.Spread(spread.getTopologyKey(), spread.getMatchLabelsMap(),
                        spread.getMaxSkew(), spread.getPreferred() ? PREFERRED : Term.REQUIRED)));
        placement.getAtMostList()
                .forEach(limit -> terms.add(
                        new Term.AtMost(limit.getTopologyKey(), limit.getMatchLabelsMap(), limit.getMax())));
        return terms;
    }

    static Supposition.Added added(SupposedNode node) {
        if (node.getCount() < 1 || node.getCount() > MOST_ADDED) {
            throw refused("1 to %d nodes may be supposed, not %d".formatted(MOST_ADDED, node.getCount()));
        }
        return new Supposition.Added(node.getCount(), node.getLike(), resources(node.getCapacity()),
                node.getLabelsMap(), numbered(node.getDevicesList()));
    }

    private static List<Device> numbered(List<SupposedDevices> devices) {
        var numbered = new ArrayList<Device>();
        for (var of : devices) {
            for (var i = 0; i < Math.min(of.getCount(), MOST_ADDED); i++) {
                numbered.add(Device.of("0000:%02x:%02x.0".formatted(numbered.size() / 32 % 256, numbered.size() % 32),
                        of.getClass_(), of.getModel()));
            }
        }
        return numbered;
    }

    static Supposition.Size size(io.cairn.contract.scheduler.v1.NamedSize size) {
        return new Supposition.Size(size.getName(), resources(size.getResources()), size.getMaxNumaNodes());
    }
}
