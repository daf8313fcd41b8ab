package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimRow;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.Explanation;
import io.cairn.contract.scheduler.v1.FilterCount;
import io.cairn.contract.scheduler.v1.Granted;
import io.cairn.contract.scheduler.v1.ListClaimsRequest;
import io.cairn.contract.scheduler.v1.ListClaimsResponse;
import io.cairn.contract.scheduler.v1.NodeScore;
import io.cairn.contract.scheduler.v1.Refused;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.ReleaseResponse;
import io.cairn.resource.adapter.mtls.Peers;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.domain.Decision;
import io.cairn.scheduler.domain.Request;
import io.cairn.scheduler.domain.Resources;
import io.cairn.scheduler.domain.Toleration;
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
        var outcome = placing.claim(ask(request));
        meters.counter("cairn_claims", "outcome", switch (outcome) {
            case Placing.Outcome.Granted _ -> "Granted";
            case Placing.Outcome.Refused refused -> refused.refusal().reason();
        }).increment();
        answer.onNext(switch (outcome) {
            case Placing.Outcome.Granted granted -> ClaimResponse.newBuilder()
                    .setGranted(Granted.newBuilder().setNode(granted.claim().node()).setClaimId(granted.claim().id()))
                    .setExplanation(explanation(granted.explanation()))
                    .build();
            case Placing.Outcome.Refused refused -> refused(refused.refusal());
        });
        answer.onCompleted();
    }

    @Override
    public void explain(ClaimRequest request, StreamObserver<ClaimResponse> answer) {
        Peers.requireService(CALLER);
        answer.onNext(switch (placing.explain(ask(request))) {
            case Decision.Chosen chosen -> ClaimResponse.newBuilder()
                    .setGranted(Granted.newBuilder().setNode(chosen.node()))
                    .setExplanation(explanation(chosen.explanation()))
                    .build();
            case Decision.NoFit refusal -> refused(refusal);
        });
        answer.onCompleted();
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
                        .setResources(io.cairn.contract.scheduler.v1.Resources.newBuilder()
                                .setCpus(claim.amount().cpus() + claim.amount().dedicatedCpus())
                                .setDedicatedCpus(claim.amount().dedicatedCpus() > 0)
                                .setMemoryMib(claim.amount().memoryMib())
                                .setHugepages2Mi(claim.amount().hugepages2Mi())
                                .setHugepages1Gi(claim.amount().hugepages1Gi())
                                .setDiskMib(claim.amount().diskMib())
                                .setBandwidthMbps(claim.amount().bandwidthMbps()))));
        answer.onNext(response.build());
        answer.onCompleted();
    }

    private static ClaimAsk ask(ClaimRequest request) {
        var asked = request.getResources();
        if (asked.getCpus() < 1 || asked.getMemoryMib() < 1 || asked.getDiskMib() < 0 || request.getGeneration() < 1
                || request.getVmUid().isEmpty()) {
            throw Status.INVALID_ARGUMENT.withDescription(
                    "A claim needs a machine, a generation, at least one vCPU and some memory").asRuntimeException();
        }
        var tolerations = request.getPlacement()
                .getTolerationsList()
                .stream()
                .map(toleration -> new Toleration(
                        toleration.getKey(), toleration.getOperator(), toleration.getValue(), toleration.getEffect()))
                .toList();
        return new ClaimAsk(request.getVmUid(), request.getGeneration(), "%s/%s/%s".formatted(
                request.getOrganisation(), request.getNamespace(), request.getName()),
                new Request(new Resources(asked.getCpus(), asked.getMemoryMib(), asked.getDiskMib()),
                        request.getPlacement().getNodeSelectorMap(), tolerations));
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
        var message = Explanation.newBuilder().setNodes(explanation.nodes());
        explanation.filters()
                .forEach(count -> message.addFilters(FilterCount.newBuilder()
                        .setFilter(count.filter())
                        .setRemoved(count.removed())
                        .setDetail(count.detail())));
        explanation.top()
                .forEach(scored -> message.addTop(NodeScore.newBuilder()
                        .setNode(scored.node())
                        .setScore(scored.score())
                        .putAllParts(scored.parts())));
        return message.build();
    }
}
