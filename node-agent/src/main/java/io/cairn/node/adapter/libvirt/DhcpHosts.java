package io.cairn.node.adapter.libvirt;

import io.cairn.node.application.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/** Reservations in the DHCP server of the NAT network; libvirt's definition of the network is their only record. */
final class DhcpHosts {
    private static final Pattern HOST = Pattern.compile("<host mac='([^']+)'[^>]*ip='([^']+)'");
    private static final int RELEASES = 5;

    private final NativeCalls calls;
    private final NatNetwork network;

    /** One reservation. */
    record Entry(String mac, String ip) {
        String xml() {
            return "<host mac='%s' ip='%s'/>".formatted(DomainXml.escape(mac), DomainXml.escape(ip));
        }
    }

    DhcpHosts(NativeCalls calls, NatNetwork network) {
        this.calls = calls;
        this.network = network;
    }

    List<Entry> entries(Connect connect) throws LibvirtException {
        var found = connect.networkLookupByName(network.name());
        try {
            return parse(found.getXMLDesc(0));
        } finally {
            found.free();
        }
    }

    static List<Entry> parse(String xml) {
        var entries = new ArrayList<Entry>();
        var matcher = HOST.matcher(xml);
        while (matcher.find()) {
            entries.add(new Entry(matcher.group(1), matcher.group(2)));
        }
        return entries;
    }

    /** Reserves an address; whatever stood in its way is a leftover of a machine that is gone. */
    synchronized void ensure(Connect connect, Entry wanted) throws LibvirtException, Host.Trouble {
        for (var entry : entries(connect)) {
            if (entry.equals(wanted)) {
                return;
            }
            if (entry.mac().equals(wanted.mac()) || entry.ip().equals(wanted.ip())) {
                calls.deleteHost(network.name(), entry.xml());
            }
        }
        calls.addHost(network.name(), wanted.xml());
    }

    /** Gives an address back with its lease; safe to repeat. */
    synchronized void remove(Connect connect, String mac) throws LibvirtException, Host.Trouble {
        for (var entry : entries(connect)) {
            if (entry.mac().equals(mac)) {
                calls.deleteHost(network.name(), entry.xml());
                release(entry);
            }
        }
    }

    /** A lease that stays in spite of it ends by itself: no reason to keep the machine. */
    private void release(Entry entry) throws Host.Trouble {
        for (var attempt = 0; attempt < RELEASES && calls.leases(network.name(), entry.mac()) > 0; attempt++) {
            DhcpRelease.send(network.prefix() + ".1", entry.ip(), entry.mac());
        }
    }
}
