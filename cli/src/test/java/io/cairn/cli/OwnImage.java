package io.cairn.cli;

import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import io.cairn.resource.domain.Subresource.Offset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Images for the tests. Their uploads lie in memory, one at a time, and fail on demand. */
final class OwnImage implements Subresource.Receive<OwnImage.Spec, OwnImage.Done, OwnImage.Status> {

    record Spec(Optional<String> source, Optional<String> recipe, Optional<String> digest) {}

    record Done(Optional<String> digest) {}

    record Status(String phase, Optional<String> digest) {}

    /** So many of the next parts are taken, but their answer is lost on the way. */
    final AtomicInteger lost = new AtomicInteger();
    /** After so many parts the server is away for good; negative: never. */
    final AtomicInteger awayAfter = new AtomicInteger(-1);
    private final BiConsumer<String, Optional<String>> tell;
    private ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Optional<Long> length = Optional.empty();

    /** @param tell told the uid of an image and what it holds now */
    OwnImage(BiConsumer<String, Optional<String>> tell) {
        this.tell = tell;
    }

    Kind<Spec, Done, Status> kind() {
        return Kind
                .of(new GroupVersion("image.cairn.io", "v1"), "Image", Spec.class, new Done(Optional.empty()),
                        Status.class,
                        (_, _, facts) -> new Status(facts.digest().isPresent() ? "Ready" : "NotUploaded",
                                facts.digest()))
                .scope(Scope.CLUSTER)
                .shortNames("img")
                .subresource(new Subresource.Upload<>("upload", "Uploads", this))
                .build();
    }

    synchronized byte[] received() {
        return received.toByteArray();
    }

    @Override
    public synchronized Optional<Offset> offset(Resource<Spec, Done, Status> target) {
        return length.map(all -> new Offset(received.size(), all));
    }

    @Override
    public synchronized Offset begin(Caller caller, Resource<Spec, Done, Status> target, long all) {
        length = Optional.of(all);
        received = new ByteArrayOutputStream();
        tell.accept(target.uid(), Optional.empty());
        return new Offset(0, all);
    }

    @Override
    public synchronized Offset append(Caller caller, Resource<Spec, Done, Status> target, long at, InputStream bytes)
            throws IOException {
        if (awayAfter.get() == 0) {
            throw new Refusal(Reason.SERVICE_UNAVAILABLE, "the service is away");
        }
        awayAfter.updateAndGet(left -> left > 0 ? left - 1 : left);
        if (at != received.size()) {
            throw new Refusal(Reason.CONFLICT, "the next bytes belong at " + received.size());
        }
        bytes.transferTo(received);
        long all = length.orElseThrow();
        if (received.size() == all) {
            length = Optional.empty();
            tell.accept(target.uid(), Optional.of(digest(received.toByteArray())));
        }
        if (lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new Refusal(Reason.SERVICE_UNAVAILABLE, "the answer was lost");
        }
        return new Offset(received.size(), all);
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public synchronized void drop(Caller caller, Resource<Spec, Done, Status> target) {
        length = Optional.empty();
    }
}
