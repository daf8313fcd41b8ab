package io.cairn.node.adapter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.domain.Keeping;
import io.cairn.node.domain.LogQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** A log in files shows what the model of it shows, whatever is written, moved aside, torn, aged and asked. */
class ConsoleLogLawsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Keeping KEEPING = new Keeping(64 << 10, Duration.ofDays(30));
    /** Something that happens to a log. */
    sealed interface Step {
        /** @param taken whether the agent looks after it */
        record Write(String text, Duration later, boolean taken) implements Step {}

        /** As virtlogd does with a full file. */
        record Rotate() implements Step {}

        /** The agent dies, in the middle of a record if torn, and comes back. */
        record Restart(boolean torn) implements Step {}

        /** Nothing is written for a long time. */
        record Silence(Duration time) implements Step {}

        record Ask(LogQuery query, Duration since) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var text = Arbitraries.strings().withChars("ab\n").ofMaxLength(40);
        var flood = text.filter(each -> !each.isEmpty()).map(each -> each.repeat(3000 / each.length()));
        var write = Combinators.combine(Arbitraries.frequencyOf(Tuple.of(4, text),
                Tuple.of(2, flood)), Arbitraries.longs().between(0, 90_000),
                Arbitraries.of(true, true, false))
                .as((words, later, taken) -> (Step) new Step.Write(words, Duration.ofMillis(later), taken));
        var ask = Combinators.combine(Arbitraries.longs().between(0, 400).injectNull(0.4),
                Arbitraries.longs().between(0, 900_000).injectNull(0.4), Arbitraries.of(true, false),
                Arbitraries.longs().between(1, 3_000).injectNull(0.6))
                .as((tail, since, times, limit) -> (Step) new Step.Ask(new LogQuery(false, Optional.ofNullable(tail),
                        Optional.empty(), Optional.empty(), times, Optional.ofNullable(limit)),
                        Duration.ofMillis(since == null ? -1 : since)));
        return Arbitraries.frequencyOf(Tuple.of(10, write),
                Tuple.of(2, Arbitraries.just(new Step.Rotate())),
                Tuple.of(2, Arbitraries.of(true, false).map(Step.Restart::new)),
                Tuple.of(1, Arbitraries.longs()
                        .between(1, 40)
                        .map(days -> new Step.Silence(Duration
                                .ofDays(days)))),
                Tuple.of(6, ask)).list().ofMinSize(1).ofMaxSize(80);
    }

    @Property(tries = 150)
    void what_is_shown_is_what_was_written_and_is_still_kept(@ForAll("steps") List<Step> steps) throws Exception {
        var folder = Files.createTempDirectory("console-law");
        try (var world = new World(folder)) {
            for (var step : steps) {
                world.take(step);
            }
            world.ask(LogQuery.EVERYTHING, Optional.empty());
            world.ask(new LogQuery(false, Optional.of(7L), Optional.empty(), Optional.empty(), true, Optional.empty()),
                    Optional.empty());
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A machine's directory, and the model beside it. */
    private static final class World implements AutoCloseable {
        private final Path libvirt;
        private final Path folder;
        private final LogModel model = new LogModel();
        private final List<Waiting> waiting = new ArrayList<>();
        private Instant now = START;
        private MachineLog log;

        World(Path machine) throws IOException {
            libvirt = machine.resolve("console.log");
            folder = machine.resolve("console");
            log = new MachineLog(libvirt, folder, KEEPING);
        }

        void take(Step step) throws Exception {
            switch (step) {
                case Step.Write(var text, var later, var taken) -> write(text, later, taken);
                case Step.Rotate() -> rotate();
                case Step.Restart(var torn) -> restart(torn);
                case Step.Silence(var time) -> {
                    now = now.plus(time);
                    log.drop(now);
                }
                case Step.Ask(var query, var ago) -> ask(query,
                        ago.isNegative() ? Optional.empty() : Optional.of(now.minus(ago)));
            }
        }

        /** What was written to one of libvirt's files and not taken yet; its time is that of the last of it. */
        private record Waiting(Instant time, String text) {}

        private void write(String text, Duration later, boolean taken) throws IOException {
            now = now.plus(later);
            var before = waiting.isEmpty() ? "" : waiting.removeLast().text();
            waiting.add(new Waiting(now, before + text));
            Files.writeString(libvirt, text, StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.setLastModifiedTime(libvirt, FileTime.from(now));
            if (taken) {
                pull();
            }
        }

        private void pull() throws IOException {
            log.pull(1 << 20, now);
            waiting.forEach(each -> model.write(each.time(), each.text().getBytes(StandardCharsets.ISO_8859_1)));
            waiting.clear();
            assertThat(log.end()).as("nothing taken twice, nothing left out").isEqualTo(model.size());
            assertThat(log.bytes()).as("within the bound")
                    .isLessThanOrEqualTo(KEEPING.maxBytes());
        }

        private void rotate() throws IOException {
            if (waiting.size() > 2) {
                // virtlogd keeps three files beside the one that it writes.
                pull();
            }
            waiting.add(new Waiting(now, ""));
            for (var i = 2; i >= 0; i--) {
                var from = i == 0 ? libvirt : libvirt.resolveSibling("console.log." + (i - 1));
                if (Files.exists(from)) {
                    Files.move(from, libvirt.resolveSibling("console.log." + i),
                            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.createFile(libvirt);
        }

        private void restart(boolean torn) throws IOException {
            log.close();
            if (torn) {
                // The beginning of a record that was never finished.
                var newest = newest();
                if (newest.isPresent()) {
                    try (var file = FileChannel.open(newest.get(), StandardOpenOption.APPEND)) {
                        file.write(ByteBuffer.wrap(new byte[]{0, 0, 0, 9, 1, 2, 3, 4, 0, 0, 0}));
                    }
                }
            }
            log = new MachineLog(libvirt, folder, KEEPING);
            assertThat(log.end()).isEqualTo(model.size());
            pull();
        }

        private Optional<Path> newest() throws IOException {
            try (var files = Files.list(folder)) {
                return files.filter(file -> file.getFileName().toString().matches("[0-9]{20}"))
                        .max(Comparator.naturalOrder());
            }
        }

        void ask(LogQuery asked, Optional<Instant> since) throws Exception {
            pull();
            var query = new LogQuery(false, asked.tailLines(), since, Optional.empty(), asked.timestamps(),
                    asked.limitBytes());
            var told = new Told();
            try (var showing = new Showing(log, KEEPING, Clock.fixed(now, ZoneOffset.UTC), query, told)) {
                showing.run();
            }
            var gone = Math.toIntExact(log.forgotten());
            var text = told.text();
            var end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n') + 1;
            var notice = text.contains("[") ? Optional.of(text.substring(0, end)) : Optional.<String>empty();
            assertThat(notice.isEmpty() || gone > 0).as("a notice only if something is gone").isTrue();
            assertThat(text).isEqualTo(model.show(query, gone, KEEPING.oldest(now), notice));
        }

        @Override
        public void close() throws IOException {
            log.close();
        }
    }
}
