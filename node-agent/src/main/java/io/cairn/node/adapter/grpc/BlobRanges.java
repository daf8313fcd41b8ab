package io.cairn.node.adapter.grpc;

import io.cairn.contract.image.v1.BlobsGrpc;
import io.cairn.contract.image.v1.ReadRequest;
import io.cairn.node.adapter.disk.ImageCache;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;

/** Ranges of blobs from the image service; each within two minutes. */
public final class BlobRanges implements ImageCache.Source {
    private static final long DEADLINE_SECONDS = 120;

    private final BlobsGrpc.BlobsBlockingStub blobs;

    public BlobRanges(Channel channel) {
        this.blobs = BlobsGrpc.newBlockingStub(channel);
    }

    @Override
    public void range(String digest, long offset, long length, FileChannel to) throws IOException {
        var at = offset;
        try {
            var chunks = blobs.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .read(ReadRequest.newBuilder().setDigest(digest).setOffset(offset).setLength(length).build());
            while (chunks.hasNext()) {
                var buffer = chunks.next().getData().asReadOnlyByteBuffer();
                while (buffer.hasRemaining()) {
                    at += to.write(buffer, at);
                }
            }
        } catch (StatusRuntimeException e) {
            throw new IOException("the image service says " + e.getStatus(), e);
        }
        if (at != offset + length) {
            throw new IOException("a range ended after %d of %d bytes".formatted(at - offset, length));
        }
    }
}
