package io.cairn.image.adapter.grpc;

import io.cairn.contract.image.v1.Blob;
import io.cairn.contract.image.v1.ImageRefused;
import io.cairn.contract.image.v1.ImagesGrpc;
import io.cairn.contract.image.v1.ResolveRequest;
import io.cairn.contract.image.v1.ResolveResponse;
import io.cairn.contract.image.v1.ResolvedImage;
import io.cairn.image.application.Blobs;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.image.domain.Manifest;
import io.cairn.resource.adapter.mtls.Peers;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns references into pinned blobs, for vm-service. */
public final class ImagesEndpoint extends ImagesGrpc.ImagesImplBase {
    private static final int MAX_NAMES = 50;

    private final Resources<ImageSpec, ImageFacts, ImageStatus> images;
    private final Blobs blobs;

    public ImagesEndpoint(Resources<ImageSpec, ImageFacts, ImageStatus> images, Blobs blobs) {
        this.images = images;
        this.blobs = blobs;
    }

    @Override
    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
        Peers.requireService("vm-service");
        answer.onNext(resolve(request.getReference()));
        answer.onCompleted();
    }

    private ResolveResponse resolve(String reference) {
        var at = reference.indexOf('@');
        var name = at < 0 ? reference : reference.substring(0, at);
        var image = images.find(ObjectKey.cluster(name));
        if (image.isEmpty()) {
            return refused("ImageNotFound", "there is no image \"%s\"; the images are %s".formatted(name, names()));
        }
        var facts = image.get().facts();
        if (facts.manifest().isEmpty()) {
            return refused("ImageNotReady", "image %s is not ready: %s".formatted(name, notReady(image.get())));
        }
        var manifest = at < 0 ? facts.manifest()
                : facts.manifests()
                        .filter(kept -> kept.digest().equals(reference.substring(at + 1)))
                        .findFirst();
        if (manifest.isEmpty()) {
            return refused("DigestNotFound", "image %s has no build %.80s; it has %s".formatted(name,
                    reference.substring(at + 1),
                    facts.manifests().map(Manifest::digest).collect(Collectors.joining(", "))));
        }
        // A machine is about to be pinned to these: they stay for a while even if the image is deleted now.
        manifest.get().blobs().map(Manifest.Blob::digest).forEach(blobs::touch);
        return ResolveResponse.newBuilder().setImage(resolved(name, manifest.get())).build();
    }

    private static String notReady(Resource<ImageSpec, ImageFacts, ImageStatus> image) {
        return image.status()
                .conditions()
                .stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(Condition::message)
                .findFirst()
                .orElse("");
    }

    private String names() {
        return images.page("", MAX_NAMES)
                .stream()
                .map(image -> image.metadata().name())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static ResolveResponse refused(String reason, String message) {
        return ResolveResponse.newBuilder()
                .setRefused(ImageRefused.newBuilder().setReason(reason).setMessage(message))
                .build();
    }

    private static ResolvedImage resolved(String name, Manifest manifest) {
        var image = ResolvedImage.newBuilder()
                .setName(name)
                .setDigest(manifest.digest())
                .setMinDiskMib(manifest.minDiskMib())
                .setMinMemoryMib(manifest.minMemoryMib())
                .setDiskFormat(manifest.diskFormat().orElse(""))
                .setKernelArgs(manifest.kernelArgs().orElse(""));
        blob(manifest.disk()).ifPresent(image::setDisk);
        blob(manifest.kernel()).ifPresent(image::setKernel);
        blob(manifest.initrd()).ifPresent(image::setInitrd);
        return image.build();
    }

    private static Optional<Blob> blob(Optional<Manifest.Blob> blob) {
        return blob.map(given -> Blob.newBuilder().setDigest(given.digest()).setBytes(given.bytes()).build());
    }
}
