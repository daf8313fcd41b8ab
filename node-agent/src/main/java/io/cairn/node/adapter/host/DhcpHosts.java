package io.cairn.node.adapter.host;

import io.cairn.node.application.Host;
import java.io.IOException;

/**
 * Reservations in the DHCP server of the NAT network: the one class that runs {@code virsh net-update}, which the Java
 * binding does not have, and {@code dhcp_release}.
 */
public final class DhcpHosts {
    private final String uri;
    private final String network;

    public DhcpHosts(String uri, String network) {
        this.uri = uri;
        this.network = network;
    }

    /** Reserves an address; safe to repeat. A reservation that somebody left behind for the address or the MAC gives way. */
    public synchronized void ensure(String mac, String ip) throws IOException, InterruptedException {
        var result = update("add-last", "<host mac='%s' ip='%s'/>".formatted(mac, ip));
        if (result.exit() != 0 && result.output().contains("existing dhcp host entry")) {
            update("delete", "<host mac='%s'/>".formatted(mac));
            update("delete", "<host ip='%s'/>".formatted(ip));
            result = update("add-last", "<host mac='%s' ip='%s'/>".formatted(mac, ip));
        }
        if (result.exit() != 0) {
            throw new Host.Trouble("AddressRefused", "Address %s cannot be reserved for %s: %s".formatted(ip, mac,
                    result.output().strip()));
        }
    }

    /** Gives an address back with its lease; safe to repeat. */
    public synchronized void remove(String mac, String ip) throws IOException, InterruptedException {
        var result = update("delete", "<host mac='%s' ip='%s'/>".formatted(mac, ip));
        if (result.exit() != 0 && !result.output().contains("locate")) {
            throw new Host.Trouble("AddressRefused", "Address %s cannot be given back: %s".formatted(ip,
                    result.output().strip()));
        }
        // The lease would keep the address for an hour; a failure here only means that.
        Programs.run(5, "dhcp_release", network, ip, mac);
    }

    private Programs.Result update(String command, String entry) throws IOException, InterruptedException {
        return Programs.run(20, "virsh", "-q", "-c", uri, "net-update", network, command, "ip-dhcp-host", entry,
                "--live",
                "--config");
    }
}
