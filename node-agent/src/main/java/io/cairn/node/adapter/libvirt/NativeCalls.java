package io.cairn.node.adapter.libvirt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.cairn.node.application.Host;
import io.cairn.node.domain.Known;
import io.cairn.node.domain.Usage;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection of its own for what the binding lacks; opened at need, and anew when it broke. */
final class NativeCalls implements AutoCloseable {
    private static final int LIVE = 1;
    private static final int SHUTOFF = 5;
    private static final int PAUSED = 3;
    // Reasons of virDomainPausedReason.
    private static final int IO_ERROR = 5;
    private static final int WATCHDOG = 6;
    private static final int CRASHED = 10;

    private final String uri;
    private final NativeLibvirt library = Native.load("virt", NativeLibvirt.class);
    private @Nullable Pointer connection;

    NativeCalls(String uri) {
        this.uri = uri;
    }

    private synchronized Pointer connection() throws Host.Trouble {
        var open = connection;
        if (open != null && library.virConnectIsAlive(open) == 1) {
            return open;
        }
        close();
        var fresh = library.virConnectOpen(uri);
        if (fresh == null) {
            throw new Host.Trouble("HypervisorUnavailable", "libvirt at %s cannot be reached: %s".formatted(uri,
                    library.virGetLastErrorMessage()));
        }
        connection = fresh;
        return fresh;
    }

    /** Why a domain that is off ended; libvirt keeps that as long as it runs itself. */
    Optional<Known.Exit> exit(String uid) throws Host.Trouble {
        var domain = library.virDomainLookupByUUIDString(connection(), uid);
        if (domain == null) {
            return Optional.empty();
        }
        try {
            var state = new IntByReference();
            var reason = new IntByReference();
            if (library.virDomainGetState(domain, state, reason, 0) < 0 || state.getValue() != SHUTOFF) {
                return Optional.empty();
            }
            return switch (reason.getValue()) {
                case 1 -> Optional.of(Known.Exit.GUEST_SHUTDOWN);
                case 2, 3 -> Optional.of(Known.Exit.CRASHED);
                default -> Optional.of(Known.Exit.LOST);
            };
        } finally {
            library.virDomainFree(domain);
        }
    }

    /** Why the hypervisor stopped the processors of a guest by itself; empty if it did not. */
    Optional<String> held(String uid) throws Host.Trouble {
        var domain = library.virDomainLookupByUUIDString(connection(), uid);
        if (domain == null) {
            return Optional.empty();
        }
        try {
            var state = new IntByReference();
            var reason = new IntByReference();
            if (library.virDomainGetState(domain, state, reason, 0) < 0 || state.getValue() != PAUSED) {
                return Optional.empty();
            }
            return switch (reason.getValue()) {
                case IO_ERROR -> Optional.of("its disk cannot be written or read");
                case WATCHDOG -> Optional.of("its watchdog was not fed");
                case CRASHED -> Optional.of("its kernel crashed");
                default -> Optional.empty();
            };
        } finally {
            library.virDomainFree(domain);
        }
    }

    /** Moves the threads of a running domain to these CPUs, until it ends; nothing if it is off. */
    void confine(String uid, List<Integer> cpus) throws Host.Trouble {
        var domain = library.virDomainLookupByUUIDString(connection(), uid);
        if (domain == null) {
            return;
        }
        try {
            var set = new BitSet();
            cpus.forEach(set::set);
            var map = set.toByteArray();
            var done = library.virDomainIsActive(domain) != 1
                    || library.virDomainPinEmulator(domain, map, map.length, LIVE) == 0;
            for (var i = 0; done && i < library.virDomainGetMaxVcpus(domain); i++) {
                done = library.virDomainPinVcpuFlags(domain, i, map, map.length, LIVE) == 0;
            }
            if (!done && library.virDomainIsActive(domain) == 1) {
                throw new Host.Trouble("HypervisorRefused", "Keeping domain %s to CPUs %s: libvirt says: %s"
                        .formatted(uid, cpus, library.virGetLastErrorMessage()));
            }
        } finally {
            library.virDomainFree(domain);
        }
    }

    /** What running domains use, by uid. */
    Map<String, Usage> usages() throws Host.Trouble {
        return new DomainStats(library).read(connection());
    }

    /** How many leases a MAC holds. */
    int leases(String name, String mac) throws Host.Trouble {
        var network = network(name);
        try {
            return library.virNetworkGetDHCPLeases(network, mac, null, 0);
        } finally {
            library.virNetworkFree(network);
        }
    }

    private Pointer network(String name) throws Host.Trouble {
        var network = library.virNetworkLookupByName(connection(), name);
        if (network == null) {
            throw new Host.Trouble("NetworkMissing", "Network %s: %s".formatted(name,
                    library.virGetLastErrorMessage()));
        }
        return network;
    }

    @Override
    public synchronized void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            library.virConnectClose(open);
        }
    }
}
