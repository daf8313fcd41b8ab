package io.cairn.image.adapter.grpc;

import com.google.protobuf.ByteString;
import io.cairn.contract.image.v1.BlobsGrpc;
import io.cairn.contract.image.v1.Chunk;
import io.cairn.contract.image.v1.ReadRequest;
import io.cairn.contract.image.v1.StatRequest;
import io.cairn.contract.image.v1.StatResponse;
import io.cairn.image.application.Blobs;
import io.cairn.resource.adapter.mtls.Peers;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Serves ranges of blobs to nodes, no faster than they take them. */
public final class BlobsEndpoint extends BlobsGrpc.BlobsImplBase {
    private static final int CHUNK = 1 << 20;
    private static final long SLOW_SECONDS = 60;

    private final Blobs blobs;
    private final Counter served;

    public BlobsEndpoint(Blobs blobs, MeterRegistry meters) {
        this.blobs = blobs;
        this.served = meters.counter("cairn_blob_bytes_served");
    }

    private Path find(String digest) {
        Peers.node();
        return blobs.find(digest)
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("Blob %s is not kept here".formatted(digest))
                        .asRuntimeException());
    }

    @Override
    public void stat(StatRequest request, StreamObserver<StatResponse> answer) {
        try {
            answer.onNext(StatResponse.newBuilder().setBytes(Files.size(find(request.getDigest()))).build());
            answer.onCompleted();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static StatusRuntimeException failed(Exception e) {
        return Status.INTERNAL.withDescription("The blob cannot be read").withCause(e).asRuntimeException();
    }

    @Override
    public void read(ReadRequest request, StreamObserver<Chunk> answer) {
        var out = (ServerCallStreamObserver<Chunk>) answer;
        if (request.getOffset() < 0 || request.getLength() < 0) {
            throw Status.INVALID_ARGUMENT.withDescription("Offset and length are not negative").asRuntimeException();
        }
        try (var channel = FileChannel.open(find(request.getDigest()))) {
            var at = request.getOffset();
            var end = Math.min(channel.size(), at + request.getLength());
            var buffer = ByteBuffer.allocate(CHUNK);
            while (at < end && !out.isCancelled()) {
                buffer.clear().limit((int) Math.min(CHUNK, end - at));
                at += channel.read(buffer, at);
                awaitReady(out);
                out.onNext(Chunk.newBuilder().setData(ByteString.copyFrom(buffer.flip())).build());
                served.increment(buffer.limit());
            }
            out.onCompleted();
        } catch (IOException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private static void awaitReady(ServerCallStreamObserver<Chunk> out) throws InterruptedException, IOException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SLOW_SECONDS);
        while (!out.isReady() && !out.isCancelled()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The node does not take the blob");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
