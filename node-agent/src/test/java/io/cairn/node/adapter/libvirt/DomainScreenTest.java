package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DomainScreenTest {

    @Test
    void the_socket_is_where_libvirt_says_it_made_it() throws IOException {
        assertThat(
                DomainScreen.socket("""
                                    <graphics type='vnc' sharePolicy='ignore'>
                                      <listen type='socket' socket='/var/lib/libvirt/qemu/domain-1-cairn-a/vnc.sock'/>
                                    </graphics>
                                    """)).isEqualTo(Path.of("/var/lib/libvirt/qemu/domain-1-cairn-a/vnc.sock"));
    }

    @Test
    void a_machine_without_a_screen_is_told_from_one_that_is_off() {
        assertThatThrownBy(() -> DomainScreen.socket("")).isInstanceOf(IOException.class)
                .hasMessage("the machine is off; it has no screen");
        assertThatThrownBy(() -> DomainScreen.socket("<domain><devices/></domain>")).isInstanceOf(IOException.class)
                .hasMessageContaining("started without a screen; restart it");
    }
}
