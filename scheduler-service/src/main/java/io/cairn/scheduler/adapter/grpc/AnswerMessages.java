package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimRow;
import io.cairn.contract.scheduler.v1.DeviceCapacity;
import io.cairn.contract.scheduler.v1.Explanation;
import io.cairn.contract.scheduler.v1.FilterCount;
import io.cairn.contract.scheduler.v1.Granted;
import io.cairn.contract.scheduler.v1.NodeScore;
import io.cairn.contract.scheduler.v1.PieceOfReservation;
import io.cairn.contract.scheduler.v1.PoolCapacity;
import io.cairn.contract.scheduler.v1.Refused;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.contract.scheduler.v1.ReviewResponse;
import io.cairn.contract.scheduler.v1.SizeCapacity;
import io.cairn.contract.scheduler.v1.Victim;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Capacity;
import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.Review;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Piece;
import io.cairn.scheduler.domain.site.Site;
import java.util.List;

/** Answers as they go over the wire. */
final class AnswerMessages {
    private AnswerMessages() {}

    static ReviewResponse review(Review review) {
        return ReviewResponse.newBuilder()
                .setDecision(decision(review))
                .setStandingNode(review.standing())
                .addAllHints(review.hints())
                .addAllUnknownNodes(review.unknown())
                .build();
    }

    static ClaimResponse decision(Review review) {
        return switch (review.decision()) {
            case Decision.Chosen chosen -> ClaimResponse.newBuilder()
                    .setGranted(Granted.newBuilder()
                            .setNode(chosen.node())
                            .addAllDevices(chosen.devices().stream().map(DeviceShare::address).toList())
                            .addAllNumaNodes(chosen.cells()))
                    .setExplanation(explanation(review.explanation()))
                    .build();
            case Decision.NoFit refusal -> refused(refusal);
        };
    }

    static PoolCapacity pool(Capacity.Pool pool) {
        var message = PoolCapacity.newBuilder()
                .setPool(pool.name())
                .setNodes(pool.nodes())
                .setOpen(pool.open())
                .setAllocatable(resources(pool.allocatable()))
                .setClaimed(resources(pool.claimed()));
        pool.more().forEach((name, more) -> message.addSizes(SizeCapacity.newBuilder().setName(name).setMore(more)));
        pool.devices()
                .forEach(devices -> message.addDevices(DeviceCapacity.newBuilder()
                        .setClass_(devices.deviceClass())
                        .setModel(devices.model())
                        .setTotal(devices.total())
                        .setFree(devices.free())));
        return message.build();
    }

    static io.cairn.contract.scheduler.v1.Site site(Site site) {
        return io.cairn.contract.scheduler.v1.Site.newBuilder()
                .setName(site.name())
                .setOpen(site.open())
                .putAllLatencies(site.latencyMs())
                .build();
    }

    static Resources resources(Amount amount) {
        return Resources.newBuilder()
                .setCpus(amount.cpus() + amount.dedicatedCpus())
                .setDedicatedCpus(amount.dedicatedCpus() > 0)
                .setMemoryMib(amount.memoryMib())
                .setHugepages2Mi(amount.hugepages2Mi())
                .setHugepages1Gi(amount.hugepages1Gi())
                .setDiskMib(amount.diskMib())
                .setBandwidthMbps(amount.bandwidthMbps())
                .build();
    }

    static ClaimRow row(Claim claim) {
        var row = ClaimRow.newBuilder()
                .setVmUid(claim.vmUid())
                .setGeneration(claim.generation())
                .setNode(claim.node())
                .setResources(resources(claim.amount()));
        claim.piece().ifPresent(piece -> row.setPiece(piece(piece)));
        return row.build();
    }

    private static PieceOfReservation piece(Piece piece) {
        return PieceOfReservation.newBuilder().setReservation(piece.reservation()).setNumber(piece.number()).build();
    }

    /** @param site of its node; empty if it is at none */
    static Granted granted(Claim claim, String site) {
        var granted = Granted.newBuilder()
                .setNode(claim.node())
                .setClaimId(claim.id())
                .setSite(site)
                .addAllDevices(claim.devices().stream().map(DeviceShare::address).toList())
                .addAllNumaNodes(claim.cells());
        claim.piece().ifPresent(piece -> granted.setPiece(piece(piece)));
        return granted.build();
    }

    static ClaimResponse refused(Decision.NoFit refusal) {
        return refused(refusal, List.of(), "");
    }

    static ClaimResponse refused(Decision.NoFit refusal, List<Victim> victims, String waiting) {
        return ClaimResponse.newBuilder()
                .setRefused(Refused.newBuilder()
                        .setReason(refusal.reason())
                        .setMessage(refusal.message())
                        .setNextStep(refusal.nextStep())
                        .addAllVictims(victims)
                        .setWaiting(waiting))
                .setExplanation(explanation(refusal.explanation()))
                .build();
    }

    static Explanation explanation(Decision.Explanation explanation) {
        var message = Explanation.newBuilder().setNodes(explanation.nodes()).setWhy(explanation.why());
        explanation.filters()
                .forEach(count -> message.addFilters(FilterCount.newBuilder()
                        .setFilter(count.filter())
                        .setRemoved(count.removed())
                        .setWords(count.words())
                        .setDetail(count.detail())));
        explanation.top()
                .forEach(scored -> message.addTop(NodeScore.newBuilder()
                        .setNode(scored.node())
                        .setScore(scored.score())
                        .putAllParts(scored.parts())));
        return message.build();
    }
}
