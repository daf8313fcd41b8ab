package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.AbandonRequest;
import io.cairn.contract.scheduler.v1.AbandonResponse;
import io.cairn.contract.scheduler.v1.CapacityRequest;
import io.cairn.contract.scheduler.v1.CapacityResponse;
import io.cairn.contract.scheduler.v1.ClaimAllRequest;
import io.cairn.contract.scheduler.v1.ClaimAllResponse;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.ListClaimsRequest;
import io.cairn.contract.scheduler.v1.ListClaimsResponse;
import io.cairn.contract.scheduler.v1.ParkRequest;
import io.cairn.contract.scheduler.v1.ParkResponse;
import io.cairn.contract.scheduler.v1.Placed;
import io.cairn.contract.scheduler.v1.PriorityClass;
import io.cairn.contract.scheduler.v1.PriorityClassesRequest;
import io.cairn.contract.scheduler.v1.PriorityClassesResponse;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.ReleaseResponse;
import io.cairn.contract.scheduler.v1.ReviewRequest;
import io.cairn.contract.scheduler.v1.ReviewResponse;
import io.cairn.contract.scheduler.v1.SitesRequest;
import io.cairn.contract.scheduler.v1.SitesResponse;
import io.cairn.contract.scheduler.v1.WatchPlacedRequest;
import io.cairn.resource.adapter.mtls.Peers;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.PriorityClasses;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.application.Supposition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;

/** Claims over gRPC, for vm-service only. */
public final class ClaimsEndpoint extends ClaimsGrpc.ClaimsImplBase {
    private static final String CALLER = "vm-service";

    private final Placing placing;
    private final Claims claims;
    private final PriorityClasses known;
    private final Classes classes;
    private final PlacedWatchers watchers;
    private final Claiming claiming;

    public ClaimsEndpoint(Placing placing, Claims claims, PriorityClasses classes, PlacedWatchers watchers,
            MeterRegistry meters) {
        this.watchers = watchers;
        this.placing = placing;
        this.claims = claims;
        this.known = classes;
        this.classes = new Classes(classes);
        this.claiming = new Claiming(placing, this.classes, classes, meters);
    }

    @Override
    public void claim(ClaimRequest request, StreamObserver<ClaimResponse> answer) {
        Peers.requireService(CALLER);
        answer.onNext(claiming.one(request));
        answer.onCompleted();
    }

    @Override
    public void claimAll(ClaimAllRequest request, StreamObserver<ClaimAllResponse> answer) {
        Peers.requireService(CALLER);
        answer.onNext(claiming.all(request.getAsksList()));
        answer.onCompleted();
    }

    @Override
    public void explain(ClaimRequest request, StreamObserver<ClaimResponse> answer) {
        Peers.requireService(CALLER);
        answer.onNext(switch (classes.of(request)) {
            case Classes.Found.Is(var priority) ->
                AnswerMessages.decision(placing.review(RequestMessages.ask(request, priority),
                        Supposition.NONE));
            case Classes.Found.Not(var refusal) -> AnswerMessages.refused(refusal);
        });
        answer.onCompleted();
    }

    @Override
    public void review(ReviewRequest request, StreamObserver<ReviewResponse> answer) {
        Peers.requireService(CALLER);
        var supposition = new Supposition(request.getWithoutVmUidsList(),
                request.getAddNodesList().stream().map(RequestMessages::added).toList(), request.getDrainNodesList(),
                request.getSizesList().stream().map(RequestMessages::size).toList());
        answer.onNext(switch (classes.of(request.getAsk())) {
            case Classes.Found.Is(var priority) ->
                AnswerMessages.review(placing.review(RequestMessages.ask(request.getAsk(),
                        priority), supposition));
            case Classes.Found.Not(var refusal) -> ReviewResponse.newBuilder()
                    .setDecision(AnswerMessages.refused(refusal))
                    .build();
        });
        answer.onCompleted();
    }

    @Override
    public void capacity(CapacityRequest request, StreamObserver<CapacityResponse> answer) {
        Peers.requireService(CALLER);
        var report = placing.capacity(request.getSizesList().stream().map(RequestMessages::size).toList(),
                RequestMessages.devices(request.getDevicesList()));
        answer.onNext(CapacityResponse.newBuilder()
                .addAllPools(report.pools().stream().map(AnswerMessages::pool).toList())
                .addAllSites(report.sites().stream().map(AnswerMessages::pool).toList())
                .build());
        answer.onCompleted();
    }

    @Override
    public void abandon(AbandonRequest request, StreamObserver<AbandonResponse> answer) {
        Peers.requireService(CALLER);
        answer.onNext(AbandonResponse.newBuilder()
                .setAbandoned(placing.abandon(request.getVmUid(), request.getNode()))
                .build());
        answer.onCompleted();
    }

    @Override
    public void sites(SitesRequest request, StreamObserver<SitesResponse> answer) {
        Peers.requireService(CALLER);
        answer.onNext(SitesResponse.newBuilder()
                .addAllSites(placing.sites().sites().stream().map(AnswerMessages::site).toList())
                .build());
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
                .forEach(claim -> response.addClaims(AnswerMessages.row(claim)));
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void park(ParkRequest request, StreamObserver<ParkResponse> answer) {
        Peers.requireService(CALLER);
        var result = placing.park(request.getVmUid(), request.getGeneration());
        if (result instanceof Result.Stands(var standing)) {
            throw Status.FAILED_PRECONDITION.withDescription("The claim of %s is of generation %d, the parking of %d"
                    .formatted(request.getVmUid(), standing.generation(), request.getGeneration()))
                    .asRuntimeException();
        }
        answer.onNext(ParkResponse.newBuilder().setParked(result instanceof Result.Done).build());
        answer.onCompleted();
    }

    @Override
    public void watchPlaced(WatchPlacedRequest request, StreamObserver<Placed> answer) {
        Peers.requireService(CALLER);
        watchers.add(answer);
    }

    @Override
    public void priorityClasses(PriorityClassesRequest request, StreamObserver<PriorityClassesResponse> answer) {
        Peers.requireService(CALLER);
        var response = PriorityClassesResponse.newBuilder();
        known.all()
                .forEach(one -> response.addClasses(PriorityClass.newBuilder()
                        .setName(one.name())
                        .setValue(one.value())
                        .setPreemptible(one.preemptible())
                        .setUsable(one.usable(request.getOrganisation()))));
        answer.onNext(response.build());
        answer.onCompleted();
    }
}
