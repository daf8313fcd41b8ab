package io.cairn.image.adapter.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.cairn.contract.image.v1.Chunk;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One range on its way to a node. */
final class Transfer {
    private static final Logger log = LoggerFactory.getLogger(Transfer.class);
    private static final int CHUNK = 1 << 20;
    private static final long SLOW_SECONDS = 60;

    private final FileChannel channel;
    private final long from;
    private final long end;
    private final ServerCallStreamObserver<Chunk> out;
    private final Semaphore ready = new Semaphore(0);

    Transfer(FileChannel channel, long from, long end, ServerCallStreamObserver<Chunk> out) {
        this.channel = channel;
        this.from = from;
        this.end = end;
        this.out = out;
    }

    /** The node can take more, or has gone. */
    void ready() {
        ready.release();
    }

    /** @return done, cancelled, slow or failed */
    String run(LongConsumer sent) {
        try (channel) {
            var at = from;
            while (at < end) {
                if (!awaitReady()) {
                    out.onError(Status.DEADLINE_EXCEEDED
                            .withDescription("The node took nothing for %d s".formatted(SLOW_SECONDS))
                            .asRuntimeException());
                    return "slow";
                }
                if (out.isCancelled()) {
                    return "cancelled";
                }
                var chunk = read(at, (int) Math.min(CHUNK, end - at));
                at += chunk.remaining();
                sent.accept(chunk.remaining());
                out.onNext(Chunk.newBuilder().setData(UnsafeByteOperations.unsafeWrap(chunk)).build());
            }
            out.onCompleted();
            return "done";
        } catch (IOException e) {
            log.atWarn().setCause(e).log("A blob could not be read");
            out.onError(Status.INTERNAL.withDescription("The blob cannot be read").asRuntimeException());
            return "failed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "cancelled";
        } catch (IllegalStateException closed) {
            // The call ended between the question and the answer.
            log.atDebug().setCause(closed).log("A node went away while it read a blob");
            return "cancelled";
        }
    }

    /** A fresh buffer each time: the message keeps it until it is on the wire. */
    private ByteBuffer read(long at, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException("The blob is shorter than it was");
            }
        }
        return buffer.flip();
    }

    private boolean awaitReady() throws InterruptedException {
        while (!out.isReady() && !out.isCancelled()) {
            if (!ready.tryAcquire(SLOW_SECONDS, TimeUnit.SECONDS)) {
                return false;
            }
        }
        return true;
    }
}
