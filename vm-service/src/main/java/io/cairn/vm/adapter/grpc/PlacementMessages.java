package io.cairn.vm.adapter.grpc;

import io.cairn.contract.scheduler.v1.Affinity;
import io.cairn.contract.scheduler.v1.AtMost;
import io.cairn.contract.scheduler.v1.ClaimAllRequest;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.DeviceAsk;
import io.cairn.contract.scheduler.v1.DeviceChoice;
import io.cairn.contract.scheduler.v1.GangMembership;
import io.cairn.contract.scheduler.v1.PieceOfReservation;
import io.cairn.contract.scheduler.v1.Placement;
import io.cairn.contract.scheduler.v1.RedeemedReservation;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.contract.scheduler.v1.SiteWish;
import io.cairn.contract.scheduler.v1.Spread;
import io.cairn.contract.scheduler.v1.SupposedDevices;
import io.cairn.contract.scheduler.v1.SupposedNode;
import io.cairn.contract.scheduler.v1.Toleration;
import io.cairn.resource.domain.schema.SchemaReader;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.Piece;

/** What a machine asks of its node, as the scheduler is told. */
final class PlacementMessages {
    private static final int PERCENT = 10;

    private PlacementMessages() {}

    static ClaimRequest claim(Scheduler.Ask ask) {
        var size = ask.size();
        var request = ClaimRequest.newBuilder()
                .setVmUid(ask.uid())
                .setGeneration(ask.generation())
                .setOrganisation(ask.key().organisation())
                .setNamespace(ask.key().namespace())
                .setName(ask.key().name())
                .setResources(resources(size.cpus(), size.memoryMib(), size.diskMib(), size.layout(),
                        size.bandwidthMbps()))
                .setMaxNumaNodes(size.layout().maxNumaNodes())
                .putAllLabels(ask.labels())
                .setWaitingSinceEpochMilli(ask.since().toEpochMilli());
        ask.spec().devices().forEach(device -> request.addDevices(device(device)));
        ask.spec().placement().ifPresent(placement -> request.setPlacement(placement(placement)));
        ask.spec()
                .placement()
                .flatMap(VmSpec.PlacementSpec::site)
                .ifPresent(site -> request.setSite(SiteWish.newBuilder()
                        .addAllNames(site.names())
                        .addAllPopulations(site.populations())
                        .setMaxLatencyMilliseconds(site.maxLatencyMilliseconds().orElse(0))));
        ask.spec()
                .placement()
                .flatMap(VmSpec.PlacementSpec::gang)
                .ifPresent(gang -> request.setGang(
                        GangMembership.newBuilder().setName(gang.name()).setSize(gang.size())));
        ask.redeem()
                .ifPresent(redeem -> request.setRedeem(RedeemedReservation.newBuilder()
                        .setReservation(redeem.reservation())
                        .setName(redeem.name())));
        return request.build();
    }

    /** One ask for each piece, all of them of one gang. */
    static ClaimAllRequest pieces(Scheduler.Pieces pieces) {
        var machine = pieces.spec().machine();
        var size = pieces.size();
        var count = pieces.spec().count();
        var request = ClaimRequest.newBuilder()
                .setGeneration(1)
                .setOrganisation(pieces.key().organisation())
                .setNamespace(pieces.key().namespace())
                .setName(pieces.key().name())
                .setResources(resources(size.cpus(), size.memoryMib(), size.diskMib(), size.layout(),
                        size.bandwidthMbps()))
                .setMaxNumaNodes(size.layout().maxNumaNodes())
                .setWaitingSinceEpochMilli(pieces.since().toEpochMilli());
        machine.devices().forEach(device -> request.addDevices(device(device)));
        machine.placement().ifPresent(placement -> request.setPlacement(placement(placement)));
        if (count > 1) {
            // No tenant can name a gang with a slash.
            request.setGang(GangMembership.newBuilder()
                    .setName("reservation/" + pieces.reservation())
                    .setSize(count));
        }
        var all = ClaimAllRequest.newBuilder();
        for (var number = 1; number <= count; number++) {
            var piece = new Piece(pieces.reservation(), number);
            all.addAsks(request.setVmUid(piece.holder())
                    .setPiece(PieceOfReservation.newBuilder().setReservation(piece.reservation()).setNumber(number)));
        }
        return all.build();
    }

    static Resources resources(int cpus, long memoryMib, long diskMib, Layout layout, int bandwidthMbps) {
        return Resources.newBuilder()
                .setCpus(cpus)
                .setDedicatedCpus(layout.dedicatedCpus())
                .setMemoryMib(layout.ordinaryMib(memoryMib))
                .setHugepages2Mi(layout.pagesOf2Mib(memoryMib))
                .setHugepages1Gi(layout.pagesOf1Gib(memoryMib))
                .setDiskMib(diskMib)
                .setBandwidthMbps(bandwidthMbps)
                .build();
    }

    static DeviceAsk device(VmSpec.DeviceSpec device) {
        var ask = DeviceAsk.newBuilder()
                .setClass_(device.class_())
                .setShares(device.sharePercent().orElse(0) * PERCENT)
                .addChoices(DeviceChoice.newBuilder()
                        .setModel(device.model().orElse(""))
                        .setCount(device.count()));
        ask.setNear(device.near().map(PlacementMessages::near).orElse(DeviceAsk.Near.ANYWHERE));
        device.alternatives()
                .forEach(choice -> ask.addChoices(
                        DeviceChoice.newBuilder().setModel(choice.model()).setCount(choice.count())));
        return ask.build();
    }

    private static DeviceAsk.Near near(String word) {
        return switch (word) {
            case "numa" -> DeviceAsk.Near.NUMA;
            case "switch" -> DeviceAsk.Near.SWITCH;
            case "fabric" -> DeviceAsk.Near.FABRIC;
            default -> throw new IllegalArgumentException("Devices near each other share none of " + word);
        };
    }

    private static Placement placement(VmSpec.PlacementSpec given) {
        var placement = Placement.newBuilder()
                .putAllNodeSelector(given.nodeSelector())
                .setPriorityClass(given.priorityClass().orElse(""))
                .setIsolation(given.isolation().orElse(""))
                .setIsolationTier(given.isolationTier().orElse(0));
        given.tolerations()
                .forEach(toleration -> placement.addTolerations(Toleration.newBuilder()
                        .setKey(toleration.key().orElse(""))
                        .setOperator(SchemaReader.word(toleration.operator().name()))
                        .setValue(toleration.value().orElse(""))
                        .setEffect(toleration.effect().orElse(""))));
        given.affinity().ifPresent(affinity -> {
            affinity.required().forEach(term -> placement.addAffinity(term(term)));
            affinity.preferred().forEach(term -> placement.addAffinity(term(term)));
        });
        given.antiAffinity().ifPresent(affinity -> {
            affinity.required().forEach(term -> placement.addAntiAffinity(term(term)));
            affinity.preferred().forEach(term -> placement.addAntiAffinity(term(term)));
        });
        given.spread()
                .forEach(spread -> placement.addSpread(Spread.newBuilder()
                        .setTopologyKey(spread.topologyKey())
                        .setMaxSkew(spread.maxSkew())
                        .putAllMatchLabels(spread.matchLabels())
                        .setPreferred(!spread.required())));
        given.atMost()
                .forEach(limit -> placement.addAtMost(AtMost.newBuilder()
                        .setTopologyKey(limit.topologyKey())
                        .setMax(limit.max())
                        .putAllMatchLabels(limit.matchLabels())));
        return placement.build();
    }

    private static Affinity term(VmSpec.Term term) {
        return Affinity.newBuilder()
                .setTopologyKey(term.topologyKey())
                .putAllMatchLabels(term.matchLabels())
                .build();
    }

    private static Affinity term(VmSpec.WeightedTerm term) {
        return Affinity.newBuilder()
                .setTopologyKey(term.topologyKey())
                .putAllMatchLabels(term.matchLabels())
                .setWeight(term.weight())
                .build();
    }

    static SupposedNode supposed(Scheduler.Nodes nodes) {
        var message = SupposedNode.newBuilder()
                .setCount(nodes.count())
                .setLike(nodes.like())
                .setCapacity(resources(nodes.size().cpus(), nodes.size().memoryMib(), nodes.size().diskMib(),
                        nodes.size().layout(), nodes.size().bandwidthMbps()))
                .putAllLabels(nodes.labels());
        nodes.devices()
                .forEach(device -> message.addDevices(SupposedDevices.newBuilder()
                        .setClass_(device.class_())
                        .setModel(device.model().orElse(""))
                        .setCount(device.count())));
        return message.build();
    }
}
