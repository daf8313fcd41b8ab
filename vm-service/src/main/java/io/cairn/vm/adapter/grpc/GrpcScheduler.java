package io.cairn.vm.adapter.grpc;

import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.ListClaimsRequest;
import io.cairn.contract.scheduler.v1.Placement;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.contract.scheduler.v1.Toleration;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.schema.SchemaReader;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The scheduler over gRPC; every call has a deadline of 10 s. */
public final class GrpcScheduler implements Scheduler {
    private static final long DEADLINE_SECONDS = 10;

    private final ManagedChannel channel;
    private final ClaimsGrpc.ClaimsBlockingStub claims;

    public GrpcScheduler(ManagedChannel channel) {
        this.channel = channel;
        this.claims = ClaimsGrpc.newBlockingStub(channel);
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
    public Answer claim(ObjectKey key, String uid, long generation, VmSpec spec, VmFacts.Pinned size) {
        var request = ClaimRequest.newBuilder()
                .setVmUid(uid)
                .setGeneration(generation)
                .setOrganisation(key.organisation())
                .setNamespace(key.namespace())
                .setName(key.name())
                .setResources(Resources.newBuilder()
                        .setCpus(size.cpus())
                        .setMemoryMib(size.memoryMib())
                        .setDiskMib(size.diskMib()))
                .setPlacement(placement(spec))
                .build();
        var response = call(stub -> stub.claim(request));
        return switch (response.getOutcomeCase()) {
            case GRANTED -> new Answer.Granted(response.getGranted().getNode(), response.getGranted().getClaimId());
            case REFUSED -> new Answer.Refused(response.getRefused().getReason(), response.getRefused().getMessage(),
                    response.getRefused().getNextStep());
            case OUTCOME_NOT_SET -> throw new IllegalStateException("The scheduler answered nothing");
        };
    }

    private static Placement placement(VmSpec spec) {
        var placement = Placement.newBuilder();
        spec.placement().ifPresent(given -> {
            placement.putAllNodeSelector(given.nodeSelector());
            given.tolerations()
                    .forEach(toleration -> placement.addTolerations(Toleration.newBuilder()
                            .setKey(toleration.key().orElse(""))
                            .setOperator(SchemaReader.word(toleration.operator().name()))
                            .setValue(toleration.value().orElse(""))
                            .setEffect(toleration.effect().orElse(""))));
        });
        return placement.build();
    }

    @Override
    public boolean release(String uid, long generation) {
        try {
            var released = call(stub -> stub.release(
                    ReleaseRequest.newBuilder().setVmUid(uid).setGeneration(generation).build()));
            return released.isInitialized();
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
                .map(row -> new Standing(row.getVmUid(), row.getGeneration()))
                .toList();
    }
}
