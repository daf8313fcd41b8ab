package io.cairn.node.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    @Test
    void the_probe_says_what_the_kernel_said_and_leaves_no_interface_behind() throws Exception {
        assertThat(RateLimits.missing().stream()).as("empty, or a sentence of tc, ip or unshare")
                .allSatisfy(why -> assertThat(why).isNotBlank().doesNotStartWith("Warning"));
        assertThat(Files.exists(Path.of("/sys/class/net/probe"))).isFalse();
    }
}
