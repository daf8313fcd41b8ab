package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Cloud.Run;
import io.cairn.cli.domain.ExitCode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What machines wrote and use, at the command line. */
class MachineLoadTest {

    private static Cloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new Cloud();
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    @AfterEach
    void clean() {
        for (var machine : cloud.machines.page("", 1000)) {
            cloud.machines.delete(machine.metadata().uid());
            cloud.teardown(machine.metadata().name());
        }
    }

    @Test
    void logs_hands_on_what_part_of_the_log_is_wanted() {
        cloud.machine("web", true);
        assertThat(cloud.cairn("logs", "web").out()).isEqualTo("log of web all\n");
        assertThat(cloud.cairn("logs", "web", "--since", "1h30m", "--timestamps", "--tail", "0").out())
                .isEqualTo("log of web 0 sinceSeconds=5400 timestamps=true\n");
        assertThat(cloud.cairn("logs", "web", "--since-time", "2026-01-31T08:00:00+01:00", "--limit-bytes", "9", "-f")
                .out()).isEqualTo("log of web all follow=true sinceTime=2026-01-31T08:00:00+01:00 limitBytes=9\n");
        Run both = cloud.cairn("logs", "web", "--since", "1h", "--since-time", "2026-01-31T08:00:00Z");
        assertThat(both.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(both.error()).contains("--since or --since-time, not both");
        assertThat(cloud.cairn("logs", "web", "--since-time", "yesterday").error()).contains("yesterday",
                "2026-01-31T08:00:00Z");
        assertThat(cloud.cairn("logs", "web", "--since", "soon").error()).contains("soon", "1h30m");
        assertThat(cloud.cairn("logs", "web", "--limit-bytes", "-5").error()).contains("at least 1");
    }

    @Test
    void top_vm_shows_what_machines_use_in_the_order_that_is_asked_for() {
        cloud.machine("web", true);
        cloud.machine("database", true);
        cloud.machine("idle", false);
        assertThat(cloud.cairn("top", "vm").out())
                .isEqualTo(
                        """
                        NAME       POWER   CPU      CPU%   MEMORY    USED   RESIDENT   READ/S    WRITTEN/S   RECEIVED/S   SENT/S
                        database   On      800m/2   40%    1.0 GiB   -      8.0 MiB    8.0 KiB   0 B         8 B          8.0 MiB
                        idle       Off     -        -      -         -      -          -         -           -            -
                        web        On      300m/2   15%    1.0 GiB   -      3.0 MiB    3.0 KiB   0 B         3 B          3.0 MiB
                        """);
        for (String order : List.of("cpu", "memory", "disk", "network")) {
            assertThat(
                    cloud.cairn("top", "vms", "-A", "--sort-by", order).out().lines().map(line -> line.split(" +")[1]))
                    .as(order)
                    .containsExactly("NAME", "database", "web", "idle");
        }
        assertThat(cloud.cairn("top", "vm", "web").out()).contains("300m/2").doesNotContain("database");
        Run unknown = cloud.cairn("top", "vm", "web", "nobody");
        assertThat(unknown.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(unknown.error()).contains("nobody");
        assertThat(cloud.cairn("top", "vm", "--sort-by", "age").error()).contains("age",
                "name, cpu, memory, disk, network");
        assertThat(cloud.cairn("top", "vm", "web", "-A").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(cloud.cairn("top", "vm", "-l", "app=none").error()).contains("No machines found in namespace");
    }
}
