package io.cairn.image.adapter.grpc;

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
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** Serves ranges of blobs to nodes, no faster than they take them and not too many at a time. */
public final class BlobsEndpoint extends BlobsGrpc.BlobsImplBase {
    private static final int MAX_TRANSFERS = 128;

    private final Blobs blobs;
    private final MeterRegistry meters;
    private final Semaphore slots = new Semaphore(MAX_TRANSFERS);

    public BlobsEndpoint(Blobs blobs, MeterRegistry meters) {
        this.blobs = blobs;
        this.meters = meters;
        meters.gauge("cairn_blob_reads_running", slots, free -> MAX_TRANSFERS - free.availablePermits());
    }

    private Path find(String digest) {
        Peers.node();
        var file = blobs.find(digest)
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("Blob %.80s is not kept here".formatted(digest))
                        .asRuntimeException());
        blobs.touch(digest);
        return file;
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
        var file = find(request.getDigest());
        if (request.getOffset() < 0 || request.getLength() < 0) {
            throw Status.INVALID_ARGUMENT.withDescription("Offset and length are not negative").asRuntimeException();
        }
        if (!slots.tryAcquire()) {
            throw Status.UNAVAILABLE
                    .withDescription("%d blobs are being read already; try again".formatted(MAX_TRANSFERS))
                    .asRuntimeException();
        }
        var started = false;
        try {
            start(FileChannel.open(file), request, (ServerCallStreamObserver<Chunk>) answer);
            started = true;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            if (!started) {
                slots.release();
            }
        }
    }

    private void start(FileChannel channel, ReadRequest request, ServerCallStreamObserver<Chunk> answer)
            throws IOException {
        var size = channel.size();
        var from = request.getOffset();
        if (from > size) {
            channel.close();
            throw Status.OUT_OF_RANGE
                    .withDescription("The blob has %d bytes; there is nothing at %d".formatted(size, from))
                    .asRuntimeException();
        }
        var transfer = new Transfer(channel, from, from + Math.min(size - from, request.getLength()), answer);
        answer.setOnReadyHandler(transfer::ready);
        answer.setOnCancelHandler(transfer::ready);
        // The handlers run only after this call has returned.
        Thread.ofVirtual().name("blob-", 0).start(() -> {
            try {
                var outcome = transfer.run(bytes -> meters.counter("cairn_blob_bytes_served").increment(bytes));
                meters.counter("cairn_blob_reads", "outcome", outcome).increment();
            } finally {
                slots.release();
            }
        });
    }
}
