package io.cairn.node.adapter.libvirt;

import io.cairn.node.adapter.host.Programs;
import io.cairn.node.application.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reservations in the DHCP server of the NAT network: one file for each machine in a folder that dnsmasq watches. The
 * files are their only record.
 *
 * <p>libvirt could keep them in its network too, but rebuilds every firewall rule of the network for each one: some
 * forty processes, a fifth of a second on an idle host, during which no machine reaches the outside.
 */
final class DhcpHosts {
    private static final Logger log = LoggerFactory.getLogger(DhcpHosts.class);
    private static final Path PIDS = Path.of("/run/libvirt/network");
    private static final long SIGNAL_SECONDS = 5;
    private static final int RELEASES = 5;

    private final NativeCalls calls;
    private final NatNetwork network;

    /** One reservation. */
    record Entry(String mac, String ip) {}

    DhcpHosts(NativeCalls calls, NatNetwork network) {
        this.calls = calls;
        this.network = network;
    }

    private Path file(String mac) {
        return network.reservations().resolve(mac.replace(':', '-'));
    }

    List<Entry> entries() throws IOException {
        var entries = new ArrayList<Entry>();
        try (var files = Files.list(network.reservations())) {
            for (var file : files.filter(file -> !file.getFileName().toString().startsWith(".")).toList()) {
                var parts = Files.readString(file).strip().split(",", 2);
                if (parts.length == 2) {
                    entries.add(new Entry(parts[0], parts[1]));
                }
            }
        }
        return entries;
    }

    /** Reserves an address; whatever stood in its way is a leftover of a machine that is gone. */
    synchronized void ensure(Entry wanted) throws IOException, InterruptedException {
        var leftovers = false;
        for (var entry : entries()) {
            if (entry.equals(wanted)) {
                return;
            }
            if (entry.mac().equals(wanted.mac()) || entry.ip().equals(wanted.ip())) {
                Files.deleteIfExists(file(entry.mac()));
                leftovers = true;
            }
        }
        if (leftovers) {
            forgetRemoved();
        }
        // dnsmasq reads a file when it appears under its name, and none that begins with a dot.
        var fresh = network.reservations().resolve("." + wanted.mac().replace(':', '-'));
        Files.writeString(fresh, wanted.mac() + "," + wanted.ip() + "\n");
        Files.move(fresh, file(wanted.mac()), StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<Entry> find(String mac) throws IOException {
        return entries().stream().filter(entry -> entry.mac().equals(mac)).findFirst();
    }

    /** Gives an address back; safe to repeat. */
    synchronized void remove(Entry entry) throws IOException, InterruptedException {
        Files.deleteIfExists(file(entry.mac()));
        forgetRemoved();
    }

    /** dnsmasq sees new files by itself; that one is gone it learns on SIGHUP. */
    private void forgetRemoved() throws IOException, InterruptedException {
        var file = PIDS.resolve(network.name() + ".pid");
        if (!Files.exists(file)) {
            return;
        }
        var pid = Files.readString(file).strip();
        var server = pid.matches("[0-9]{1,9}") && Files.exists(Path.of("/proc", pid, "comm"))
                && Files.readString(Path.of("/proc", pid, "comm")).strip().equals("dnsmasq");
        if (!server) {
            log.atWarn().addKeyValue("network", network.name()).log("The DHCP server of the network does not run");
            return;
        }
        var result = Programs.run(SIGNAL_SECONDS, "kill", "-HUP", pid);
        if (result.exit() != 0) {
            throw new Host.Trouble("AddressKept", "The DHCP server of network %s cannot be told: %s"
                    .formatted(network.name(), result.output().strip()));
        }
    }

    /** A lease that stays in spite of it ends by itself: no reason to keep the machine. */
    void release(Entry entry) throws Host.Trouble {
        for (var attempt = 0; attempt < RELEASES && calls.leases(network.name(), entry.mac()) > 0; attempt++) {
            DhcpRelease.send(network.prefix() + ".1", entry.ip(), entry.mac());
        }
    }
}
