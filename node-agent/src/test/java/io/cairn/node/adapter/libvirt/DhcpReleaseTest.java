package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DhcpReleaseTest {
    @Test
    void a_release_names_the_address_the_hardware_and_the_server() throws IOException {
        var packet = DhcpRelease.packet("10.20.0.1", "10.20.0.11", "52:54:00:00:00:01");
        assertThat(Arrays.copyOfRange(packet, 12, 16)).containsExactly(10, 20, 0, 11);
        assertThat(Arrays.copyOfRange(packet, 28, 34)).containsExactly(0x52, 0x54, 0, 0, 0, 1);
        assertThat(Arrays.copyOfRange(packet, 236, 240)).containsExactly(0x63, (byte) 0x82, 0x53, 0x63);
        assertThat(Arrays.copyOfRange(packet, 240, 250)).containsExactly(53, 1, 7, 54, 4, 10, 20, 0, 1, (byte) 255);
    }
}
