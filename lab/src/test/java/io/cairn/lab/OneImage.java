package io.cairn.lab;

import io.cairn.contract.image.v1.Blob;
import io.cairn.contract.image.v1.ImageRefused;
import io.cairn.contract.image.v1.ImagesGrpc;
import io.cairn.contract.image.v1.ResolveRequest;
import io.cairn.contract.image.v1.ResolveResponse;
import io.cairn.contract.image.v1.ResolvedImage;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.StreamObserver;
import java.io.IOException;

/** An image service that knows one image, {@code micro}; simulated nodes fetch nothing. */
final class OneImage extends ImagesGrpc.ImagesImplBase implements AutoCloseable {
    private final Server server;

    OneImage(Trust trust, int port) throws IOException {
        var credentials = TlsServerCredentials.newBuilder()
                .keyManager(trust.certificate("image-service").toFile(), trust.key("image-service").toFile())
                .trustManager(trust.ca().toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        server = Grpc.newServerBuilderForPort(port, credentials).addService(this).build().start();
    }

    @Override
    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
        var known = request.getReference().equals("micro");
        var image = ResolvedImage.newBuilder()
                .setName("micro")
                .setDigest("sha256:" + "0".repeat(64))
                .setKernel(Blob.newBuilder().setDigest("sha256:" + "1".repeat(64)).setBytes(1));
        answer.onNext(known ? ResolveResponse.newBuilder().setImage(image).build()
                : ResolveResponse.newBuilder()
                        .setRefused(
                                ImageRefused.newBuilder().setReason("ImageNotFound").setMessage("There is only micro"))
                        .build());
        answer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
