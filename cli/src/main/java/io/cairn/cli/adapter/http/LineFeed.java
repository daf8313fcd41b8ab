package io.cairn.cli.adapter.http;

import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Notation;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One JSON document per line, read ahead by a thread of its own so that the reader can wait with a deadline. */
final class LineFeed implements Cluster.Feed {

    /** Read ahead no further than this: a slow reader slows the server down, not our memory. */
    private static final int AHEAD = 256;

    private sealed interface Item {
        record Line(String text) implements Item {}

        record End() implements Item {}

        record Broken(Failure failure) implements Item {}
    }

    private final Supplier<InputStream> open;
    private final Notation notation;
    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader;

    /**
     * @param open opens the body; called on the reading thread, because a quiet server may not even answer until
     *     there is something to tell
     */
    LineFeed(Supplier<InputStream> open, Notation notation) {
        this.open = open;
        this.notation = notation;
        this.reader = Thread.ofVirtual().name("watch").start(this::read);
    }

    private void read() {
        try {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(open.get(),
                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        items.put(new Item.Line(line));
                    }
                }
            } catch (IOException cut) {
                // A watch that is cut is a watch that ended: whoever follows lists again.
            } catch (Failure failure) {
                items.put(new Item.Broken(failure));
            }
            items.put(new Item.End());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<ApiObject> next(Duration patience) throws InterruptedException {
        return switch (items.poll(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            case null -> Optional.empty();
            case Item.End _ -> throw new Cluster.Ended();
            case Item.Broken broken -> throw broken.failure();
            case Item.Line line -> Optional.of(ApiObject.of(notation.parseJson(line.text())));
        };
    }

    /** The interrupted thread closes the body, or gives up opening it. */
    @Override
    public void close() {
        reader.interrupt();
    }
}
