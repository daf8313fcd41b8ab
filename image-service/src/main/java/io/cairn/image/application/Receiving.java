package io.cairn.image.application;

import io.cairn.image.domain.DiskHead;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSource;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes uploads in. The bytes lie in a file, whose length is how far the upload is; that one is under way, and of which
 * length, is a fact of the image. The first bytes are looked at when they are there, so that what is no disk is refused at
 * once. When all have come, the builder is asked to check and keep them.
 */
public final class Receiving implements Subresource.Receive<ImageSpec, ImageFacts, ImageStatus> {
    private static final Logger log = LoggerFactory.getLogger(Receiving.class);
    private static final long MEBIBYTE = 1L << 20;

    private final Supplier<BookedImages> images;
    private final Uploads uploads;
    private final Bounds bounds;
    private final Clock clock;
    private final Runnable whole;

    /**
     * What is taken.
     *
     * @param mostBytes the largest file
     * @param mostVirtualBytes the largest disk
     * @param keptFree so many bytes stay free on the disk of the blobs
     */
    public record Bounds(long mostBytes, long mostVirtualBytes, long keptFree) {}

    /**
     * @param images asked for late: the kind refers to this before its resources exist
     * @param whole called when all bytes of an upload are there
     */
    public Receiving(Supplier<BookedImages> images, Uploads uploads, Bounds bounds,
            Clock clock, Runnable whole) {
        this.images = images;
        this.uploads = uploads;
        this.bounds = bounds;
        this.clock = clock;
        this.whole = whole;
    }

    @Override
    public Optional<Subresource.Offset> offset(Resource<ImageSpec, ImageFacts, ImageStatus> image) {
        uploaded(image);
        return image.facts()
                .upload()
                .flatMap(upload -> received(image.uid())
                        .map(bytes -> new Subresource.Offset(Math.min(bytes, upload.length()), upload.length())));
    }

    private Optional<Long> received(String uid) {
        try {
            return uploads.received(uid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Subresource.Offset begin(Caller caller, Resource<ImageSpec, ImageFacts, ImageStatus> image, long length) {
        uploaded(image);
        try {
            fits(image.metadata().name(), length);
            change(image, facts -> facts.uploading(length, clock.instant().truncatedTo(ChronoUnit.SECONDS)));
            uploads.begin(image.uid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.atInfo()
                .addKeyValue("image", image.metadata().name())
                .addKeyValue("user", caller.user())
                .addKeyValue("bytes", length)
                .log("Upload begun");
        return new Subresource.Offset(0, length);
    }

    private void fits(String name, long length) throws IOException {
        if (length < DiskHead.SECTOR) {
            throw invalid(name, length, "a file of %d bytes is no disk".formatted(length));
        }
        if (length > bounds.mostBytes()) {
            throw new Refusal(Reason.REQUEST_ENTITY_TOO_LARGE, ("the file has %d MiB; the largest that is taken has %d "
                    + "MiB. Convert it to qcow2 (qemu-img convert -c -O qcow2), or raise cairn.image.upload.max-bytes")
                    .formatted(length / MEBIBYTE, bounds.mostBytes() / MEBIBYTE));
        }
        var room = uploads.room() - bounds.keptFree();
        if (length > room) {
            throw new Refusal(Reason.REQUEST_ENTITY_TOO_LARGE,
                    ("the file has %d MiB, and the blob store has room for %d "
                            + "MiB; delete images that are not needed, or give the store a larger disk")
                            .formatted(length / MEBIBYTE, Math.max(0, room) / MEBIBYTE));
        }
    }

    @Override
    public Subresource.Offset append(Caller caller, Resource<ImageSpec, ImageFacts, ImageStatus> image, long at,
            InputStream bytes) throws IOException {
        uploaded(image);
        var name = image.metadata().name();
        var upload = image.facts()
                .upload()
                .orElseThrow(
                        () -> new Refusal(Reason.CONFLICT, ("no upload to \"%s\" is under way; begin one: POST with "
                                + "the header Upload-Length").formatted(name)));
        if (image.facts().wanted().isPresent()) {
            throw new Refusal(Reason.CONFLICT, "all bytes of \"%s\" have come and are being checked".formatted(name));
        }
        long received;
        try {
            received = uploads.append(image.uid(), at, upload.length() - at, bytes);
        } catch (Uploads.Misplaced e) {
            throw new Refusal(Reason.CONFLICT, String.valueOf(e.getMessage()));
        }
        var enough = Math.min(DiskHead.ENOUGH, upload.length());
        if (at < enough && received >= enough) {
            look(image, upload.length());
        }
        tell(image, received, upload.length());
        return new Subresource.Offset(received, upload.length());
    }

    /** Looks at the first bytes; what is no disk ends the upload. */
    private void look(Resource<ImageSpec, ImageFacts, ImageStatus> image, long length) throws IOException {
        byte[] head;
        try (var file = Files.newInputStream(uploads.file(image.uid()))) {
            head = file.readNBytes(DiskHead.ENOUGH);
        }
        if (DiskHead.of(head, length, bounds.mostVirtualBytes()) instanceof DiskHead.Refused(var sentence)) {
            change(image, facts -> facts.failed(sentence, clock.instant().truncatedTo(ChronoUnit.SECONDS)));
            uploads.drop(image.uid());
            throw invalid(image.metadata().name(), "the file", sentence);
        }
    }

    private void tell(Resource<ImageSpec, ImageFacts, ImageStatus> image, long received, long length) {
        if (received < length) {
            change(image, facts -> facts.received((int) (received * 100 / length)));
            return;
        }
        change(image, facts -> facts.received(100).asked(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        log.atInfo().addKeyValue("image", image.metadata().name()).addKeyValue("bytes", length).log("Upload is whole");
        whole.run();
    }

    @Override
    public void drop(Caller caller, Resource<ImageSpec, ImageFacts, ImageStatus> image) {
        uploaded(image);
        try {
            change(image, ImageFacts::notUploaded);
            uploads.drop(image.uid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.atInfo()
                .addKeyValue("image", image.metadata().name())
                .addKeyValue("user", caller.user())
                .log("Upload dropped");
    }

    /** What is being checked cannot be changed under the hands of who checks it. */
    private void change(Resource<ImageSpec, ImageFacts, ImageStatus> image,
            java.util.function.UnaryOperator<ImageFacts> change) {
        var name = image.metadata().name();
        var changed = images.get().change(image.uid(), facts -> {
            if (facts.wanted().isPresent()) {
                throw new Refusal(Reason.CONFLICT, ("the upload to \"%1$s\" is whole and being checked; wait for it: "
                        + "cairn wait image/%1$s").formatted(name));
            }
            return change.apply(facts);
        });
        if (changed.isEmpty()) {
            throw new Refusal(Reason.NOT_FOUND, "image \"%s\" is gone; create it first".formatted(name));
        }
    }

    private static void uploaded(Resource<ImageSpec, ImageFacts, ImageStatus> image) {
        if (image.spec().source() != ImageSource.UPLOAD) {
            throw new Refusal(Reason.CONFLICT, ("image \"%1$s\" is built from the recipe %2$s and cannot be uploaded; "
                    + "create another one with spec.source: Upload, or build it: cairn image build %1$s")
                    .formatted(image.metadata().name(), image.spec().maker()));
        }
        if (image.metadata().deleting()) {
            throw new Refusal(Reason.CONFLICT, "image \"%s\" is being deleted".formatted(image.metadata().name()));
        }
    }

    private static Refusal invalid(String name, Object value, String sentence) {
        return new Refusal(Reason.INVALID, "the upload to \"%s\" is refused: %s".formatted(name, sentence),
                List.of(Cause.invalid("upload", value, sentence)));
    }
}
