package io.cairn.node.adapter.log;

import io.cairn.node.application.ConsoleLogs.Reader;
import io.cairn.node.domain.Keeping;
import io.cairn.node.domain.LogLines;
import io.cairn.node.domain.LogQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Shows the log of one machine to one reader, from where they want it. */
final class Showing implements AutoCloseable {
    private static final int CHUNK = 16 << 10;
    private static final long FRESH = 8L << 20;
    private static final long LOOK_MILLIS = 100;

    private final MachineLog machine;
    private final Keeping keeping;
    private final Clock clock;
    private final LogQuery query;
    private final Reader reader;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(CHUNK);
    private Optional<Segment.Reading> reading = Optional.empty();
    private long place;

    Showing(MachineLog machine, Keeping keeping, Clock clock, LogQuery query, Reader reader) {
        this.machine = machine;
        this.keeping = keeping;
        this.clock = clock;
        this.query = query;
        this.reader = reader;
    }

    void run() throws IOException, InterruptedException {
        machine.pull(FRESH, clock.instant());
        var now = clock.instant();
        var since = query.from(now, keeping.oldest(now));
        var start = machine.start(query.tailLines(), since);
        if (start.isEmpty()) {
            return;
        }
        var lines = new LogLines(query, Optional.of(since), start.get().skip());
        var end = machine.end();
        enter(start.get().segment());
        if (start.get().skip() == 0 && place > 0 && place == machine.forgotten()
                && !since.isAfter(start.get().segment().first())) {
            show(lines.notice(start.get().segment().first(), forgotten()));
        }
        while (!reader.over() && !lines.done() && (query.follow() || place < end)) {
            if (!step(lines)) {
                flush();
                if (!query.follow() || machine.gone()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                machine.pull(FRESH, clock.instant());
            }
        }
        flush();
    }

    private String forgotten() {
        return "%,d bytes of older output are no longer kept: at most %,d bytes and %d days are".formatted(place,
                keeping.maxBytes(), keeping.maxAge().toDays());
    }

    /** Shows the next entry; false if there is none for now. */
    private boolean step(LogLines lines) throws IOException, InterruptedException {
        var here = reading.orElseThrow();
        var entry = here.next();
        if (entry.isEmpty()) {
            // Once there is a segment behind this one, nothing more comes into this one: look again after that.
            var behind = machine.after(here.segment());
            entry = here.next();
            if (entry.isEmpty() && behind.isPresent()) {
                var expected = place;
                enter(behind.get());
                if (place > expected) {
                    show(lines.notice(behind.get().first(), "%,d bytes of output are missing here".formatted(
                            place - expected)));
                }
                return true;
            }
        }
        if (entry.isPresent()) {
            place += entry.get().bytes().length;
            show(lines.next(entry.get().time(), entry.get().bytes()));
        }
        return entry.isPresent();
    }

    private void enter(Segment segment) throws IOException {
        close();
        reading = Optional.of(segment.read());
        place = segment.base();
    }

    private void show(byte[] bytes) throws IOException, InterruptedException {
        pending.writeBytes(bytes);
        if (pending.size() >= CHUNK) {
            flush();
        }
    }

    private void flush() throws IOException, InterruptedException {
        var bytes = pending.toByteArray();
        pending.reset();
        for (var at = 0; at < bytes.length; at += CHUNK) {
            var chunk = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + CHUNK));
            reader.send(chunk, chunk.length);
        }
    }

    @Override
    public void close() throws IOException {
        if (reading.isPresent()) {
            reading.get().close();
        }
    }
}
