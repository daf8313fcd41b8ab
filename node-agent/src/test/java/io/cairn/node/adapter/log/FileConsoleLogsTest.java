package io.cairn.node.adapter.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.node.Waiting;
import io.cairn.node.application.Host;
import io.cairn.node.domain.Keeping;
import io.cairn.node.domain.LogQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of a host in real files, beside somebody who writes and moves files as virtlogd does. */
class FileConsoleLogsTest {
    private static final String UID = "0b6ad2a0-54f1-4c3e-8f0c-3d9a6c1f2b11";
    private static final Keeping KEEPING = new Keeping(1 << 20, Duration.ofDays(30));

    @TempDir
    private Path data = Path.of("/nowhere");
    private Path libvirt = Path.of("/nowhere");
    private Optional<FileConsoleLogs> logs = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        libvirt = Files.createDirectories(data.resolve("machines").resolve(UID)).resolve("console.log");
        logs = Optional.of(new FileConsoleLogs(data, KEEPING, Clock.systemUTC()));
    }

    @AfterEach
    void close() throws InterruptedException {
        logs().close();
    }

    private FileConsoleLogs logs() {
        return logs.orElseThrow();
    }

    private void write(String text) throws IOException {
        Files.writeString(libvirt, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rotate() throws IOException {
        for (var i = 2; i > 0; i--) {
            var from = libvirt.resolveSibling("console.log." + (i - 1));
            if (Files.exists(from)) {
                Files.move(from, libvirt.resolveSibling("console.log." + i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(libvirt, libvirt.resolveSibling("console.log.0"), StandardCopyOption.REPLACE_EXISTING);
        write("");
    }

    private String read(LogQuery query) throws Exception {
        var told = new Told();
        logs().read(UID, query, told);
        return told.text();
    }

    private static LogQuery tail(long lines) {
        return new LogQuery(false, Optional.of(lines), Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    @Test
    void a_machine_that_never_ran_says_so_in_words() {
        assertThatThrownBy(() -> read(LogQuery.EVERYTHING)).isInstanceOf(Host.Trouble.class)
                .hasMessageContaining("has not run on its node yet");
    }

    @Test
    void what_was_written_a_moment_ago_is_shown_without_waiting_for_a_round() throws Exception {
        write("one\ntwo\nthree");
        assertThat(read(LogQuery.EVERYTHING)).isEqualTo("one\ntwo\nthree");
        assertThat(read(tail(2))).isEqualTo("two\nthree");
        assertThat(read(tail(0))).isEmpty();
    }

    @Test
    void a_machine_that_says_nothing_shows_nothing() throws Exception {
        write("");
        assertThat(read(LogQuery.EVERYTHING)).isEmpty();
    }

    @Test
    void output_is_taken_over_across_rotation_and_a_restart_of_the_agent() throws Exception {
        write("first\n");
        logs().round();
        write("second\n");
        rotate();
        write("third\n");
        close();
        rotate();
        write("fourth\n");
        open();
        assertThat(read(LogQuery.EVERYTHING)).isEqualTo("first\nsecond\nthird\nfourth\n");
        assertThat(logs().totals().gaps()).isZero();
    }

    @Test
    void a_gap_is_told_when_files_were_gone_before_they_were_read() throws Exception {
        write("read\n");
        logs().round();
        for (var i = 0; i < 5; i++) {
            rotate();
            write("file " + i + "\n");
        }
        logs().round();
        assertThat(read(LogQuery.EVERYTHING)).startsWith("read\n")
                .contains("[cairn] output is missing here")
                .doesNotContain("file 0")
                .endsWith("file 1\nfile 2\nfile 3\nfile 4\n");
        assertThat(logs().totals().gaps()).isEqualTo(1);
    }

    @Test
    void the_file_that_is_being_read_is_read_to_its_end_though_it_was_removed() throws Exception {
        write("a\n");
        logs().round();
        write("b\n");
        Files.delete(libvirt);
        write("c\n");
        logs().round();
        assertThat(read(LogQuery.EVERYTHING)).startsWith("a\nb\n").endsWith("c\n");
    }

    @Test
    void a_flood_stays_within_the_bound_and_tells_how_much_is_no_longer_kept() throws Exception {
        var line = "x".repeat(99) + "\n";
        var written = 0L;
        for (var i = 0; i < 40; i++) {
            write(line.repeat(1000));
            written += 100_000;
            logs().round();
        }
        var totals = logs().totals();
        assertThat(totals.taken()).isEqualTo(written);
        assertThat(totals.kept()).isBetween(KEEPING.maxBytes() / 2, KEEPING.maxBytes() + (128 << 10));
        assertThat(totals.dropped()).isPositive();
        var shown = read(LogQuery.EVERYTHING);
        var notice = shown.substring(0, shown.indexOf('\n'));
        assertThat(notice).matches("\\[cairn\\] [0-9,]+ bytes of older output are no longer kept.*");
        var gone = Long
                .parseLong(notice.replaceAll("\\D+", " ").strip().replaceAll("^(\\d+) (\\d+) (\\d+) .*", "$1$2$3"));
        assertThat(gone + shown.length() - notice.length() - 1).as("gone and shown are all").isEqualTo(written);
    }

    @Test
    void a_follower_sees_what_comes_and_ends_with_the_machine() throws Exception {
        write("old\n");
        var told = new Told();
        var query = new LogQuery(true, Optional.of(1L), Optional.empty(), Optional.empty(), true, Optional.empty());
        var ended = new AtomicBoolean();
        var follower = Thread.ofVirtual().start(() -> {
            try {
                logs().read(UID, query, told);
                ended.set(true);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Waiting.until("the old line", 30, () -> told.text().endsWith("Z old\n"));
        write("new");
        Waiting.until("half a line", 30, () -> told.text().endsWith("Z new"));
        rotate();
        write("er\n");
        Waiting.until("the rest without a second time", 30, () -> told.text().endsWith("Z newer\n"));
        logs().forget(UID);
        Waiting.until("the end", 30, ended::get);
        follower.join();
        assertThat(libvirt.getParent()).isEmptyDirectory();
        assertThat(logs().totals().kept()).isZero();
    }

    @Test
    void somebody_who_follows_before_the_first_start_sees_the_first_line() throws Exception {
        var told = new Told();
        var query = new LogQuery(true, Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.of(6L));
        var follower = Thread.ofVirtual().start(() -> {
            try {
                logs().read(UID, query, told);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        write("hello, world\n");
        follower.join(Duration.ofSeconds(30));
        assertThat(told.text()).as("within the limit, at which it ends").isEqualTo("hello,");
    }

    @Test
    void lines_are_chosen_by_time() throws Exception {
        write("early\n");
        Files.setLastModifiedTime(libvirt, java.nio.file.attribute.FileTime.from(Instant.now().minusSeconds(7200)));
        logs().round();
        write("late\n");
        logs().round();
        assertThat(read(new LogQuery(false, Optional.empty(), Optional.empty(), Optional.of(Duration.ofHours(1)), false,
                Optional.empty()))).isEqualTo("late\n");
        assertThat(read(new LogQuery(false, Optional.empty(), Optional.of(Instant.now().minusSeconds(9000)),
                Optional.empty(), false, Optional.empty()))).isEqualTo("early\nlate\n");
        assertThat(read(new LogQuery(false, Optional.of(5L), Optional.of(Instant.now().minusSeconds(60)),
                Optional.empty(), false, Optional.empty()))).isEqualTo("late\n");
    }

    @Test
    void a_machine_without_a_log_is_forgotten_without_a_word() throws Exception {
        logs().forget(UID);
        logs().forget("11111111-2222-4333-8444-555555555555");
        assertThat(libvirt.getParent()).exists();
    }
}
