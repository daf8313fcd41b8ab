package io.cairn.node.adapter.libvirt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The screen of a domain: a plain VGA that every guest and firmware knows, an absolute pointer, and QEMU's VNC server on
 * a UNIX socket that libvirt makes for each run. There is no TCP port to find, and no password: who may see the screen
 * was decided at the door.
 */
final class DomainScreen {
    /** A viewer that wants to be alone does not put out the others. */
    static final String XML = """
                                  <graphics type='vnc' sharePolicy='ignore'>
                                    <listen type='socket'/>
                                  </graphics>
                                  <video>
                                    <model type='vga' vram='16384' heads='1' primary='yes'/>
                                  </video>
                                  <input type='tablet' bus='virtio'/>
                              """;
    private static final Pattern SOCKET = Pattern.compile("<listen type=['\"]socket['\"] socket=['\"]([^'\"]+)['\"]");

    private DomainScreen() {}

    /** @param live description of the running domain; empty if it does not run */
    static Path socket(String live) throws IOException {
        if (live.isEmpty()) {
            throw new IOException("the machine is off; it has no screen");
        }
        var found = SOCKET.matcher(live);
        if (!found.find()) {
            throw new IOException("the machine was started without a screen; restart it to give it one");
        }
        return Path.of(found.group(1));
    }
}
