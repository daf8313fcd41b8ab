package io.cairn.cli.application;

import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Transfer;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Sends a file to an upload in parts (tus 1.0.0), from where the server says that it is. A part that fails on the way is
 * sent again; after too many failures without any progress it gives up, and the next run goes on from there.
 */
public final class Uploading {

    /** Below the limit that the gateway has for a body. */
    private static final int PART = 2 << 20;
    private static final int TRIES = 8;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String BYTES = "application/offset+octet-stream";

    private final Cluster cluster;
    private final Screen screen;
    private final Time time;

    public Uploading(Cluster cluster, Screen screen, Time time) {
        this.cluster = cluster;
        this.screen = screen;
        this.time = time;
    }

    /** How far the upload is; empty if none is under way. */
    public OptionalLong offset(Target image) {
        try {
            return OptionalLong.of(offset(cluster.send(Call.of("HEAD", path(image)))));
        } catch (Failure failure) {
            if (failure.is(404)) {
                return OptionalLong.empty();
            }
            throw failure;
        }
    }

    public void begin(Target image, long length) {
        cluster.send(Call.of("POST", path(image)).header("Upload-Length", String.valueOf(length)));
    }

    /** Sends all from there to the end. */
    public void send(Target image, Content content, long from) throws InterruptedException {
        Instant start = time.now();
        Instant shown = Instant.MIN;
        long at = from;
        int failed = 0;
        while (at < content.length()) {
            try {
                at = part(image, content, at);
                failed = 0;
            } catch (Failure failure) {
                if (!passing(failure) || ++failed >= TRIES) {
                    throw failure.hint("run the same command again: it goes on at " + Transfer.size(at));
                }
                screen.progress(content.name() + ": the server is away, trying again (" + failure.message() + ")");
                time.pause().pause(PAUSE.multipliedBy(failed));
                at = again(image, at);
            }
            if (Duration.between(shown, time.now()).compareTo(LOOK) > 0 || at == content.length()) {
                shown = time.now();
                screen.progress(image.ref() + ": " + new Transfer(from, at, content.length(),
                        Duration.between(start, shown)).line());
            }
        }
        screen.settle();
    }

    private long part(Target image, Content content, long at) {
        int size = (int) Math.min(PART, content.length() - at);
        return offset(cluster.send(Call.of("PATCH", path(image))
                .header("Upload-Offset", String.valueOf(at))
                .body(BYTES, content.part(at, size))));
    }

    /** The part may have come although its answer did not. */
    private long again(Target image, long at) {
        try {
            return offset(image).orElseThrow(() -> Failure.refused("the upload to " + image.ref() + " was ended by "
                    + "somebody else", "cairn describe " + image.ref()));
        } catch (Failure failure) {
            if (passing(failure)) {
                return at;
            }
            throw failure;
        }
    }

    private static boolean passing(Failure failure) {
        boolean cut = failure.exit() == ExitCode.CONNECTION && failure.httpStatus().isEmpty();
        return cut || failure.is(409) || failure.is(429) || failure.is(502) || failure.is(503) || failure.is(504);
    }

    private static long offset(Answer answer) {
        String text = answer.headers().getOrDefault("upload-offset", "");
        if (!text.matches("[0-9]{1,18}")) {
            throw Failure.refused("the server does not say how far the upload is (no Upload-Offset)");
        }
        return Long.parseLong(text);
    }

    private static String path(Target image) {
        return image.path() + "/upload";
    }
}
