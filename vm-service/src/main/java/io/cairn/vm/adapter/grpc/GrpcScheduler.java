package io.cairn.vm.adapter.grpc;

import com.google.protobuf.MessageLite;
import io.cairn.contract.scheduler.v1.AbandonRequest;
import io.cairn.contract.scheduler.v1.CapacityRequest;
import io.cairn.contract.scheduler.v1.ClaimAnswer;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.ListClaimsRequest;
import io.cairn.contract.scheduler.v1.ParkRequest;
import io.cairn.contract.scheduler.v1.PieceOfReservation;
import io.cairn.contract.scheduler.v1.PoolCapacity;
import io.cairn.contract.scheduler.v1.PriorityClassesRequest;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.contract.scheduler.v1.ReviewRequest;
import io.cairn.contract.scheduler.v1.SitesRequest;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.Piece;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The scheduler over gRPC; every call has a deadline of 10 s, a claim one of 20 s: others may go before it. */
public final class GrpcScheduler implements Scheduler {
    private static final long DEADLINE_SECONDS = 10;

    private final ManagedChannel channel;
    private final ClaimsGrpc.ClaimsBlockingStub claims;
    private final ClaimLine line;

    public GrpcScheduler(ManagedChannel channel) {
        this.channel = channel;
        this.claims = ClaimsGrpc.newBlockingStub(channel);
        this.line = new ClaimLine(channel, DEADLINE_SECONDS);
    }

    private <A> A call(Function<ClaimsGrpc.ClaimsBlockingStub, A> call) {
        try {
            return call.apply(claims.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            // The next try has a pause of its own before it: gRPC need not add its minutes.
            channel.resetConnectBackoff();
            throw new Unavailable("The scheduler cannot be asked (%s)".formatted(e.getStatus().getCode()), e);
        }
    }

    @Override
    public Answer claim(Ask ask) {
        return answer(call(_ -> line.claim(PlacementMessages.claim(ask))));
    }

    private static Answer answer(ClaimResponse response) {
        return switch (response.getOutcomeCase()) {
            case GRANTED -> new Answer.Granted(response.getGranted().getNode(), response.getGranted().getClaimId(),
                    List.copyOf(response.getGranted().getDevicesList()),
                    List.copyOf(response.getGranted().getNumaNodesList()),
                    response.getGranted().hasPiece() ? Optional.of(piece(response.getGranted().getPiece()))
                            : Optional.empty(),
                    response.getGranted().getSite());
            case REFUSED -> new Answer.Refused(response.getRefused().getReason(), response.getRefused().getMessage(),
                    response.getRefused().getNextStep(),
                    response.getRefused().getVictimsList().stream().map(GrpcScheduler::victim).toList(),
                    response.getRefused().getWaiting());
            case OUTCOME_NOT_SET -> throw new IllegalStateException("The scheduler answered nothing");
        };
    }

    private static Piece piece(PieceOfReservation piece) {
        return new Piece(piece.getReservation(), piece.getNumber());
    }

    @Override
    public List<Answer> hold(Pieces pieces) {
        return call(stub -> stub.claimAll(PlacementMessages.pieces(pieces))).getAnswersList()
                .stream()
                .map(GrpcScheduler::each)
                .toList();
    }

    private static Answer each(ClaimAnswer answer) {
        return switch (answer.getOutcomeCase()) {
            case RESPONSE -> answer(answer.getResponse());
            case FAILURE -> new Answer.Refused("ServiceUnavailable", answer.getFailure().getMessage(),
                    "It is tried again by itself");
            case OUTCOME_NOT_SET -> throw new IllegalStateException("The scheduler answered nothing");
        };
    }

    private static Victim victim(io.cairn.contract.scheduler.v1.Victim victim) {
        return new Victim(victim.getVmUid(), victim.getClaimId(), Duration.ofSeconds(victim.getNoticeSeconds()));
    }

    @Override
    public List<PriorityClass> priorityClasses(String organisation) {
        return call(stub -> stub.priorityClasses(
                PriorityClassesRequest.newBuilder().setOrganisation(organisation).build())).getClassesList()
                .stream()
                .map(one -> new PriorityClass(one.getName(), one.getUsable()))
                .toList();
    }

    @Override
    public boolean abandon(String uid, String node) {
        return call(stub -> stub.abandon(AbandonRequest.newBuilder().setVmUid(uid).setNode(node).build()))
                .getAbandoned();
    }

    @Override
    public List<Site> sites() {
        return call(stub -> stub.sites(SitesRequest.getDefaultInstance())).getSitesList()
                .stream()
                .map(site -> new Site(site.getName(), site.getOpen(), new TreeMap<>(site.getLatenciesMap())))
                .toList();
    }

    @Override
    public Review review(Ask ask, Supposition supposition, List<NamedSize> sizes) {
        var request = ReviewRequest.newBuilder()
                .setAsk(PlacementMessages.claim(ask))
                .addAllWithoutVmUids(supposition.without())
                .addAllDrainNodes(supposition.drained());
        supposition.added().forEach(nodes -> request.addAddNodes(PlacementMessages.supposed(nodes)));
        sizes.forEach(size -> request.addSizes(size(size)));
        var response = call(stub -> stub.review(request.build()));
        var explanation = response.getDecision().getExplanation();
        return new Review(answer(response.getDecision()),
                Optional.of(response.getStandingNode()).filter(node -> !node.isEmpty()), explanation.getNodes(),
                explanation.getFiltersList()
                        .stream()
                        .map(count -> new Removed(count.getFilter(), count.getRemoved(), count.getWords(),
                                count.getDetail()))
                        .toList(),
                explanation.getTopList()
                        .stream()
                        .map(top -> new Scored(top.getNode(), top.getScore(), new TreeMap<>(top.getPartsMap())))
                        .toList(),
                explanation.getWhy(), List.copyOf(response.getHintsList()),
                List.copyOf(response.getUnknownNodesList()));
    }

    @Override
    public Capacity capacity(List<NamedSize> sizes, List<VmSpec.DeviceSpec> devices) {
        var request = CapacityRequest.newBuilder();
        sizes.forEach(size -> request.addSizes(size(size)));
        devices.forEach(device -> request.addDevices(PlacementMessages.device(device)));
        var response = call(stub -> stub.capacity(request.build()));
        return new Capacity(response.getPoolsList().stream().map(GrpcScheduler::pool).toList(),
                response.getSitesList().stream().map(GrpcScheduler::pool).toList());
    }

    private static Pool pool(PoolCapacity pool) {
        var more = new TreeMap<String, Long>();
        pool.getSizesList().forEach(size -> more.put(size.getName(), size.getMore()));
        return new Pool(pool.getPool(), pool.getNodes(), pool.getOpen(), named("allocatable", pool.getAllocatable()),
                named("claimed", pool.getClaimed()), more, pool.getDevicesList()
                        .stream()
                        .map(device -> new Devices(device.getClass_(), device.getModel(), device.getTotal(),
                                device.getFree()))
                        .toList());
    }

    private static io.cairn.contract.scheduler.v1.NamedSize size(NamedSize size) {
        return io.cairn.contract.scheduler.v1.NamedSize.newBuilder()
                .setName(size.name())
                .setResources(PlacementMessages.resources(size.cpus(), size.memoryMib(), size.diskMib(),
                        size.layout(), size.bandwidthMbps()))
                .setMaxNumaNodes(size.layout().maxNumaNodes())
                .build();
    }

    private static NamedSize named(String name, Resources resources) {
        return new NamedSize(name, resources.getCpus(), resources.getMemoryMib() + resources.getHugepages2Mi() * 2L
                + resources.getHugepages1Gi() * 1_024L, resources.getDiskMib());
    }

    @Override
    public boolean release(String uid, long generation) {
        return unlessNewer(stub -> stub.release(
                ReleaseRequest.newBuilder().setVmUid(uid).setGeneration(generation).build()));
    }

    @Override
    public boolean park(String uid, long generation) {
        return unlessNewer(stub -> stub.park(
                ParkRequest.newBuilder().setVmUid(uid).setGeneration(generation).build()));
    }

    private <A extends MessageLite> boolean unlessNewer(Function<ClaimsGrpc.ClaimsBlockingStub, A> change) {
        try {
            return call(change).isInitialized();
        } catch (Unavailable refused) {
            if (Status.fromThrowable(refused).getCode() == Status.Code.FAILED_PRECONDITION) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public List<Standing> page(String afterUid, int limit) {
        return call(stub -> stub.list(ListClaimsRequest.newBuilder().setAfterVmUid(afterUid).setLimit(limit).build()))
                .getClaimsList()
                .stream()
                .map(row -> new Standing(row.getVmUid(), row.getGeneration(),
                        row.hasPiece() ? Optional.of(piece(row.getPiece())) : Optional.empty()))
                .toList();
    }
}
