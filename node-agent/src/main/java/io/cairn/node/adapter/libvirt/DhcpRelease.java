package io.cairn.node.adapter.libvirt;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a lease back to the DHCP server in the name of a machine that no longer can. */
final class DhcpRelease {
    private static final Logger log = LoggerFactory.getLogger(DhcpRelease.class);
    private static final int SERVER_PORT = 67;
    private static final int MAGIC = 0x63825363;

    private DhcpRelease() {}

    static void send(String server, String ip, String mac) {
        try (var socket = new DatagramSocket(0, InetAddress.getByName(server))) {
            var packet = packet(server, ip, mac);
            socket.send(new DatagramPacket(packet, packet.length, InetAddress.getByName(server), SERVER_PORT));
            Thread.sleep(50);
        } catch (IOException e) {
            log.atDebug().addKeyValue("ip", ip).setCause(e).log("A DHCP release could not be sent");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    static byte[] packet(String server, String ip, String mac) throws IOException {
        var hardware = HexFormat.ofDelimiter(":").parseHex(mac);
        var packet = ByteBuffer.allocate(300);
        packet.put((byte) 1).put((byte) 1).put((byte) hardware.length).put((byte) 0);
        packet.putInt(12, 0);
        packet.position(4).putInt(ip.hashCode()).putInt(0);
        packet.put(InetAddress.getByName(ip).getAddress());
        packet.position(28).put(hardware);
        packet.position(236).putInt(MAGIC);
        packet.put(new byte[]{53, 1, 7, 54, 4}).put(InetAddress.getByName(server).getAddress());
        packet.put((byte) 255);
        return packet.array();
    }
}
