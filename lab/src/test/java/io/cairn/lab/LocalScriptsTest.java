package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts behind {@code make up} and {@code make purge} do with processes. */
class LocalScriptsTest {
    private static final Path SCRIPTS = Cloud.ROOT.resolve("deploy/local");

    @TempDir
    private Path folder;

    private Command.Result keep(String command) {
        return Command.run(Map.of("CAIRN_RESTART_PAUSE_MS", "1"), "",
                List.of(SCRIPTS.resolve("keep").toString(), "plane", folder.resolve("pid").toString(), "sh", "-c",
                        command));
    }

    @Test
    void what_runs_out_of_memory_again_and_again_is_started_five_times_and_the_log_says_why_no_more() {
        var kept = keep("echo up; exit 3");
        assertThat(kept.exit()).isEqualTo(3);
        assertThat(kept.out().lines().filter("up"::equals)).hasSize(6);
        assertThat(kept.out()).contains("plane: ran out of memory; starting it again in 1 ms (restart 1 of 5 within 10 "
                + "minutes)", "in 16 ms (restart 5 of 5",
                "for the 6th time within 10 minutes: it is not started again");
    }

    @Test
    void what_ends_otherwise_is_not_started_again() {
        assertThat(keep("echo up; exit 143").out()).isEqualTo("up\n");
        assertThat(keep("exit 143").exit()).isEqualTo(143);
    }

    @Test
    void what_was_stopped_while_it_was_down_stays_down() {
        var kept = keep("echo up; until [ -s '%1$s' ]; do :; done; rm '%1$s'; exit 3".formatted(folder.resolve("pid")));
        assertThat(kept.exit()).isZero();
        assertThat(kept.out().lines().filter("up"::equals)).hasSize(1);
    }

    private static Process sleeper() throws IOException {
        return new ProcessBuilder("sleep", "600").start();
    }

    private String scripted(String commands) throws IOException {
        var environment = Map.of("CAIRN_STARTED", folder.resolve("started").toString());
        var all = new ArrayList<>(
                List.of("bash", "-c", ". '%s'; %s".formatted(SCRIPTS.resolve("common.sh"), commands)));
        return Command.run(environment, "", all).ok().out();
    }

    @Test
    void purge_ends_what_was_started_for_the_cloud_and_nothing_else() throws Exception {
        var ours = sleeper();
        var other = sleeper();
        try {
            scripted("remember_started " + ours.pid());
            var started = folder.resolve("started");
            // A process that has the PID of one of ours by now.
            Files.writeString(started, Files.readString(started) + other.pid() + " 1\n");
            assertThat(scripted("stop_started")).contains("stopping sleep (" + ours.pid() + ")")
                    .doesNotContain("(" + other.pid() + ")");
            assertThat(ours.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(other.isAlive()).isTrue();
            assertThat(started).doesNotExist();
            assertThat(scripted("stop_started")).as("a second time").isEmpty();
        } finally {
            ours.destroy();
            other.destroy();
            assertThat(other.waitFor(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
