package io.cairn.node.adapter.libvirt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A disk whose first sector greets on the serial port and then echoes what is typed there. */
final class BootSector {
    static final String GREETING = "hello from the boot sector";
    private static final int[] CODE = {0x31, 0xC0, 0x8E, 0xD8, 0xBE, 0x21, 0x7C, //
            0xAC, 0x84, 0xC0, 0x74, 0x06, 0xBA, 0xF8, 0x03, 0xEE, 0xEB, 0xF5, // print until 0
            0xBA, 0xFD, 0x03, 0xEC, 0xA8, 0x01, 0x74, 0xF8, 0xBA, 0xF8, 0x03, 0xEC, 0xEE, 0xEB, 0xF1}; // echo

    private BootSector() {}

    static byte[] disk() {
        var disk = new byte[1 << 20];
        for (var i = 0; i < CODE.length; i++) {
            disk[i] = (byte) CODE[i];
        }
        var text = (GREETING + "\r\n\0").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, disk, CODE.length, text.length);
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        return Arrays.copyOf(disk, disk.length);
    }
}
