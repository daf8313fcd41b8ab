package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Cloud.Run;
import io.cairn.cli.domain.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VncTest {
    private static Cloud cloud;

    @BeforeAll
    static void open() throws Exception {
        cloud = new Cloud();
        cloud.machine("web", true);
        cloud.machine("off", false);
    }

    @AfterAll
    static void close() throws Exception {
        cloud.close();
    }

    @Test
    void the_page_of_the_screen_is_printed_with_a_ticket_behind_the_hash() {
        Run run = cloud.cairn("vnc", "web");
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo(
                "https://127.0.0.1:%d/console/default/default/web#ticket=cairnt_x%n".formatted(cloud.port()));
        assertThat(run.error()).contains("once, within 60 s");
        assertThat(cloud.cairn("vnc", "web", "-v").error()).as("what is traced").doesNotContain("cairnt_x");
        assertThat(cloud.cairn("vnc", "gone").exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void the_page_of_the_serial_console_is_printed_the_same_way() {
        Run run = cloud.cairn("console", "web", "--browser");
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo(
                "https://127.0.0.1:%d/console/default/default/web/serial#ticket=cairnt_x%n".formatted(cloud.port()));
        assertThat(run.error()).contains("opens the serial console once, within 60 s");
        assertThat(cloud.cairn("console", "web", "--open").error()).contains("--open needs --browser");
    }

    /** The viewer's end of the port that a command listens at. */
    private static Socket viewer(ByteArrayOutputStream out) throws Exception {
        Await.until(() -> out.toString(StandardCharsets.UTF_8).endsWith(System.lineSeparator()));
        String address = out.toString(StandardCharsets.UTF_8).strip();
        return new Socket("127.0.0.1", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    private static CompletableFuture<Run> listening(ByteArrayOutputStream out, String machine) {
        return CompletableFuture.supplyAsync(() -> cloud.cairn(new ByteArrayInputStream(new byte[0]), out, "vnc",
                machine, "--listen", "127.0.0.1:0", "--once"));
    }

    @Test
    void a_viewer_of_this_host_is_passed_on_byte_by_byte() throws Exception {
        var out = new ByteArrayOutputStream();
        CompletableFuture<Run> run = listening(out, "web");
        try (Socket viewer = viewer(out)) {
            viewer.setSoTimeout(30_000);
            assertThat(viewer.getInputStream().readNBytes(12)).asString().isEqualTo("RFB 003.008\n");
            byte[] bytes = {0, 1, 13, 10, (byte) 0xff};
            viewer.getOutputStream().write(bytes);
            assertThat(viewer.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        }
        assertThat(run.get(30, TimeUnit.SECONDS).exit()).isEqualTo(ExitCode.OK);
    }

    @Test
    void a_machine_that_is_off_is_told_by_the_words_of_its_node() throws Exception {
        var out = new ByteArrayOutputStream();
        CompletableFuture<Run> run = listening(out, "off");
        try (Socket viewer = viewer(out)) {
            viewer.setSoTimeout(30_000);
            assertThat(viewer.getInputStream().read()).isEqualTo(-1);
        }
        Run ended = run.get(30, TimeUnit.SECONDS);
        assertThat(ended.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(ended.error()).contains("the screen of vm/off was cut: the machine is off; it has no screen",
                "cairn get vm/off");
    }

    @Test
    void a_port_for_everybody_and_options_without_sense_are_refused() {
        Run everybody = cloud.cairn("vnc", "web", "--listen", "0.0.0.0:0");
        assertThat(everybody.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(everybody.error()).contains("0.0.0.0 is no loopback address", "ssh -L");
        assertThat(cloud.cairn("vnc", "web", "--listen", "5900").error()).contains("must be an address and a port");
        assertThat(cloud.cairn("vnc", "web", "--once").error()).contains("--once needs --listen");
        assertThat(cloud.cairn("vnc", "web", "--open", "--listen", "127.0.0.1:0").error()).contains("choose one");
    }
}
