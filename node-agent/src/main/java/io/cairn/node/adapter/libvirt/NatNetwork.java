package io.cairn.node.adapter.libvirt;

import io.cairn.node.application.Host;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/**
 * The NAT network of a node: a bridge with DHCP, on which host and machines reach each other.
 *
 * @param name of libvirt's network and of the bridge, at most 15 characters
 * @param prefix first three numbers of a /24
 * @param reservations folder with a file for each reserved address, watched by the DHCP server
 */
record NatNetwork(String name, String prefix, Path reservations) {
    private static final int FIRST = 10;
    private static final int LAST = 250;

    /** Defines and starts the network unless it is there. */
    void ensure(Connect connect) throws LibvirtException {
        org.libvirt.Network network;
        try {
            network = connect.networkLookupByName(name);
        } catch (LibvirtException missing) {
            network = connect.networkDefineXML(xml());
        }
        if (network.isActive() == 0) {
            network.create();
        }
        network.free();
    }

    private String xml() {
        return """
               <network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
                 <name>%s</name>
                 <forward mode='nat'/>
                 <bridge name='%s' stp='off' delay='0'/>
                 <dns enable='yes'/>
                 <ip address='%s.1' netmask='255.255.255.0'>
                   <dhcp><range start='%s.%d' end='%s.%d'/></dhcp>
                 </ip>
                 <dnsmasq:options>
                   <dnsmasq:option value='%s'/>
                 </dnsmasq:options>
               </network>
               """.formatted(name, name, prefix, prefix, FIRST, prefix, LAST, option());
    }

    private String option() {
        return "dhcp-hostsdir=" + DomainXml.escape(reservations.toString());
    }

    /** A network of that name that somebody else made would hand out any address: refused. */
    void check(Connect connect) throws LibvirtException, Host.Trouble {
        var network = connect.networkLookupByName(name);
        try {
            if (!network.getXMLDesc(0).contains(option())) {
                throw new Host.Trouble("NetworkNotOurs",
                        ("Network %s of this host does not read the reservations in %s; "
                                + "remove it (virsh net-destroy %s, virsh net-undefine %s) or give the agent another name "
                                + "(cairn.agent.network)").formatted(name, reservations, name, name));
            }
        } finally {
            network.free();
        }
    }

    /** The lowest address that is not in use. */
    String free(Set<String> used) throws Host.Trouble {
        return IntStream.rangeClosed(FIRST, LAST)
                .mapToObj(last -> prefix + "." + last)
                .filter(ip -> !used.contains(ip))
                .findFirst()
                .orElseThrow(() -> new Host.Trouble("NoFreeAddress",
                        "All %d addresses of network %s (%s.0/24) are taken".formatted(LAST - FIRST + 1, name,
                                prefix)));
    }
}
