package io.cairn.vm.adapter.grpc;

import io.cairn.contract.image.v1.ImagesGrpc;
import io.cairn.contract.image.v1.ResolveRequest;
import io.cairn.contract.image.v1.ResolvedImage;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.domain.VmFacts;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/** The image service over gRPC; every call has a deadline of 5 s. */
public final class GrpcImages implements Images {
    private static final long DEADLINE_SECONDS = 5;

    private final ManagedChannel channel;
    private final ImagesGrpc.ImagesBlockingStub images;

    public GrpcImages(ManagedChannel channel) {
        this.channel = channel;
        this.images = ImagesGrpc.newBlockingStub(channel);
    }

    @Override
    public Answer resolve(String organisation, String reference) {
        try {
            var response = images.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .resolve(
                            ResolveRequest.newBuilder().setOrganisation(organisation).setReference(reference).build());
            return switch (response.getOutcomeCase()) {
                case IMAGE -> found(response.getImage());
                case REFUSED ->
                    new Answer.Refused(response.getRefused().getReason(), response.getRefused().getMessage());
                case OUTCOME_NOT_SET -> throw new IllegalStateException("The image service answered nothing");
            };
        } catch (StatusRuntimeException e) {
            // The next try has a pause of its own before it: gRPC need not add its minutes.
            channel.resetConnectBackoff();
            throw new Unavailable("The image service cannot be asked (%s)".formatted(e.getStatus().getCode()), e);
        }
    }

    private static Answer found(ResolvedImage image) {
        return new Answer.Found(new VmFacts.PinnedImage(image.getName(), image.getDigest(), image.getDisk().getDigest(),
                image.getDiskFormat(), image.getDisk().getBytes(), image.getKernel().getDigest(),
                image.getKernel().getBytes(), image.getInitrd().getDigest(), image.getInitrd().getBytes(),
                image.getKernelArgs()), image.getMinDiskMib(), image.getMinMemoryMib());
    }
}
