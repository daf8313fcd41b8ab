package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.CapacityRequest;
import io.cairn.contract.scheduler.v1.CapacityResponse;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimRow;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.DeviceCapacity;
import io.cairn.contract.scheduler.v1.Explanation;
import io.cairn.contract.scheduler.v1.FilterCount;
import io.cairn.contract.scheduler.v1.Granted;
import io.cairn.contract.scheduler.v1.ListClaimsRequest;
import io.cairn.contract.scheduler.v1.ListClaimsResponse;
import io.cairn.contract.scheduler.v1.NodeScore;
import io.cairn.contract.scheduler.v1.PoolCapacity;
import io.cairn.contract.scheduler.v1.Refused;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.ReleaseResponse;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.contract.scheduler.v1.ReviewRequest;
import io.cairn.contract.scheduler.v1.ReviewResponse;
import io.cairn.contract.scheduler.v1.SizeCapacity;
import io.cairn.resource.adapter.mtls.Peers;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Capacity;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.application.Review;
import io.cairn.scheduler.application.Supposition;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;

/** Claims over gRPC, for vm-service only. */
public final class ClaimsEndpoint extends ClaimsGrpc.ClaimsImplBase {
    private static final String CALLER = "vm-service";

    private final Placing placing;
    private final Claims claims;
    private final MeterRegistry meters;

    public ClaimsEndpoint(Placing placing, Claims claims, MeterRegistry meters) {
        this.placing = placing;
        this.claims = claims;
        this.meters = meters;
    }

    @Override
    public void claim(ClaimRequest request, StreamObserver<ClaimResponse> answer) {
        Peers.requireService(CALLER);
        var outcome = placing.claim(RequestMessages.ask(request));
        meters.counter("cairn_claims", "outcome", switch (outcome) {
            case Placing.Outcome.Granted _ -> "Granted";
            case Placing.Outcome.Refused refused -> refused.refusal().reason();
        }).increment();
        answer.onNext(switch (outcome) {
            case Placing.Outcome.Granted(var claim) -> ClaimResponse.newBuilder()
                    .setGranted(Granted.newBuilder()
                            .setNode(claim.node())
                            .setClaimId(claim.id())
                            .addAllDevices(claim.devices().stream().map(DeviceShare::address).toList()))
                    .build();
            case Placing.Outcome.Refused(var refusal) -> refused(refusal);
        });
        answer.onCompleted();
    }

    @Override
    public void explain(ClaimRequest request, StreamObserver<ClaimResponse> answer) {
        Peers.requireService(CALLER);
        answer.onNext(decision(placing.review(RequestMessages.ask(request), Supposition.NONE)));
        answer.onCompleted();
    }

    @Override
    public void review(ReviewRequest request, StreamObserver<ReviewResponse> answer) {
        Peers.requireService(CALLER);
        var supposition = new Supposition(request.getWithoutVmUidsList(),
                request.getAddNodesList().stream().map(RequestMessages::added).toList(), request.getDrainNodesList(),
                request.getSizesList().stream().map(RequestMessages::size).toList());
        var review = placing.review(RequestMessages.ask(request.getAsk()), supposition);
        answer.onNext(ReviewResponse.newBuilder()
                .setDecision(decision(review))
                .setStandingNode(review.standing())
                .addAllHints(review.hints())
                .addAllUnknownNodes(review.unknown())
                .build());
        answer.onCompleted();
    }

    private static ClaimResponse decision(Review review) {
        return switch (review.decision()) {
            case Decision.Chosen chosen -> ClaimResponse.newBuilder()
                    .setGranted(Granted.newBuilder()
                            .setNode(chosen.node())
                            .addAllDevices(chosen.devices().stream().map(DeviceShare::address).toList()))
                    .setExplanation(explanation(review.explanation()))
                    .build();
            case Decision.NoFit refusal -> refused(refusal);
        };
    }

    @Override
    public void capacity(CapacityRequest request, StreamObserver<CapacityResponse> answer) {
        Peers.requireService(CALLER);
        var pools = placing.capacity(request.getSizesList().stream().map(RequestMessages::size).toList(),
                RequestMessages.devices(request.getDevicesList()));
        answer.onNext(CapacityResponse.newBuilder()
                .addAllPools(pools.stream().map(ClaimsEndpoint::pool).toList())
                .build());
        answer.onCompleted();
    }

    private static PoolCapacity pool(Capacity.Pool pool) {
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

    private static Resources resources(Amount amount) {
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

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> answer) {
        Peers.requireService(CALLER);
        var result = placing.release(request.getVmUid(), request.getGeneration());
        if (result instanceof Result.Stands(var standing)) {
            throw Status.FAILED_PRECONDITION.withDescription("The claim of %s is of generation %d, the release of %d"
                    .formatted(request.getVmUid(), standing.generation(), request.getGeneration()))
                    .asRuntimeException();
        }
        answer.onNext(ReleaseResponse.newBuilder().setReleased(result instanceof Result.Done).build());
        answer.onCompleted();
    }

    @Override
    public void list(ListClaimsRequest request, StreamObserver<ListClaimsResponse> answer) {
        Peers.requireService(CALLER);
        var response = ListClaimsResponse.newBuilder();
        claims.page(request.getAfterVmUid(), request.getLimit())
                .forEach(claim -> response.addClaims(ClaimRow
                        .newBuilder()
                        .setVmUid(claim.vmUid())
                        .setGeneration(claim.generation())
                        .setNode(claim.node())
                        .setResources(resources(claim.amount()))));
        answer.onNext(response.build());
        answer.onCompleted();
    }

    private static ClaimResponse refused(Decision.NoFit refusal) {
        return ClaimResponse.newBuilder()
                .setRefused(Refused.newBuilder()
                        .setReason(refusal.reason())
                        .setMessage(refusal.message())
                        .setNextStep(refusal.nextStep()))
                .setExplanation(explanation(refusal.explanation()))
                .build();
    }

    private static Explanation explanation(Decision.Explanation explanation) {
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
