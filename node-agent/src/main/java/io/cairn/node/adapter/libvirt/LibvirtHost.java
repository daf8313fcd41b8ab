package io.cairn.node.adapter.libvirt;

import io.cairn.node.adapter.disk.MachineFiles;
import io.cairn.node.application.Host;
import io.cairn.node.domain.Cell;
import io.cairn.node.domain.Known;
import io.cairn.node.domain.Plan;
import io.cairn.node.domain.Seat;
import io.cairn.node.domain.Usage;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.libvirt.Connect;
import org.libvirt.DomainInfo;
import org.libvirt.Error;
import org.libvirt.LibvirtException;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.DomainEventType;
import org.libvirt.event.LifecycleListener;
import org.libvirt.event.StoppedDetail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This host through libvirt. */
public final class LibvirtHost implements Host, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LibvirtHost.class);
    private static final int METADATA_ELEMENT = 2;
    private static final int UNDEFINE_EVERYTHING = 1 | 2 | 4 | 16;
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)='([^']*)'|(\\w+)=\"([^\"]*)\"");

    private final Libvirt libvirt;
    private final DomainXml xml;
    private final NatNetwork network;
    private final MachineFiles files;
    private final NativeCalls calls;
    private final DhcpHosts dhcp;
    private final String node;
    private final LifecycleListener events = (domain, event) -> {
        happened(domain, event);
        return 0;
    };
    private volatile Optional<Listener> listener = Optional.empty();

    /**
     * @param type {@code kvm} or {@code qemu}
     * @param network name of the NAT network and its bridge
     * @param prefix first three numbers of its /24
     */
    public LibvirtHost(String uri, String node, String type, String network, String prefix,
            MachineFiles files) {
        this.node = node;
        this.files = files;
        this.network = new NatNetwork(network, prefix, files.reservations());
        this.calls = new NativeCalls(uri);
        this.dhcp = new DhcpHosts(calls, this.network);
        this.xml = new DomainXml(node, type, network, new Paths(files));
        this.libvirt = new Libvirt(uri, this::opened);
    }

    private record Paths(MachineFiles files) implements DomainXml.Files {
        @Override
        public Path disk(String uid) {
            return files.disk(uid);
        }

        @Override
        public Path seed(String uid) {
            return files.seed(uid);
        }

        @Override
        public Path consoleSocket(String uid) {
            return files.consoleSocket(uid);
        }

        @Override
        public Path consoleLog(String uid) {
            return files.consoleLog(uid);
        }

        @Override
        public Path image(String digest) {
            return files.images().path(digest);
        }
    }

    private void opened(Connect connect) throws LibvirtException {
        connect.addLifecycleListener(events);
        network.ensure(connect);
        listener.ifPresent(Listener::reconnected);
    }

    /** On the event thread: no call back into libvirt but for the uid. */
    private void happened(org.libvirt.Domain domain, DomainEvent event) {
        try {
            var uid = domain.getUUIDString();
            if (event.getType() == DomainEventType.STOPPED) {
                StoppedDetail detail = event.getDetail();
                listener.ifPresent(to -> to.ended(uid, Ends.cause(detail), Ends.words(detail)));
            } else {
                listener.ifPresent(to -> to.changed(uid));
            }
        } catch (LibvirtException | RuntimeException e) {
            log.atWarn().setCause(e).log("An event of libvirt could not be read");
        }
    }

    @Override
    public void listen(Listener value) {
        listener = Optional.of(value);
    }

    /** Translates what libvirt refuses. */
    private <R> R call(String doing, Libvirt.Call<R> call) throws IOException, InterruptedException {
        try {
            return libvirt.call(call);
        } catch (LibvirtException e) {
            throw new Trouble("HypervisorRefused", "%s: libvirt says: %s".formatted(doing, e.getMessage()), e);
        } catch (IllegalStateException e) {
            throw new Trouble("HypervisorUnavailable", "%s: %s".formatted(doing, e.getMessage()), e);
        }
    }

    @Override
    public Map<String, Host.Domain> domains() throws IOException, InterruptedException {
        return call("Listing domains", connect -> {
            var found = new HashMap<String, Host.Domain>();
            for (var domain : connect.listAllDomains(0)) {
                metadata(domain).filter(attributes -> node.equals(attributes.get("node")))
                        .ifPresent(attributes -> add(found, domain, attributes));
                domain.free();
            }
            return found;
        });
    }

    @Override
    public Optional<Host.Domain> domain(String uid) throws IOException, InterruptedException {
        return call("Looking up the domain", connect -> {
            var found = new HashMap<String, Host.Domain>();
            lookup(connect, uid).ifPresent(domain -> {
                metadata(domain).filter(attributes -> node.equals(attributes.get("node")))
                        .ifPresent(attributes -> add(found, domain, attributes));
                free(domain);
            });
            return Optional.ofNullable(found.get(uid));
        });
    }

    private static Optional<org.libvirt.Domain> lookup(Connect connect, String uid) throws LibvirtException {
        try {
            return Optional.ofNullable(connect.domainLookupByUUIDString(uid));
        } catch (LibvirtException e) {
            if (e.getError() != null && e.getError().getCode() == Error.ErrorNumber.VIR_ERR_NO_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void free(org.libvirt.Domain domain) {
        try {
            domain.free();
        } catch (LibvirtException e) {
            log.atDebug().setCause(e).log("A handle could not be freed");
        }
    }

    private void add(Map<String, Host.Domain> found, org.libvirt.Domain domain, Map<String, String> attributes) {
        try {
            var state = switch (domain.getInfo().state) {
                // A guest that put itself to sleep is as it wants to be.
                case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_NOSTATE,
                        VIR_DOMAIN_PMSUSPENDED ->
                    Plan.Domain.RUNNING;
                case VIR_DOMAIN_PAUSED -> Plan.Domain.PAUSED;
                case VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_CRASHED -> Plan.Domain.OFF;
                default -> Plan.Domain.OFF;
            };
            found.put(domain.getUUIDString(), new Host.Domain(state, exit(state, domain), number(attributes, "epoch"),
                    number(attributes, "generation"), number(attributes, "run"), xml.type()));
        } catch (LibvirtException vanished) {
            log.atDebug().setCause(vanished).log("A domain vanished while it was looked at");
        }
    }

    private Known.Exit exit(Plan.Domain state, org.libvirt.Domain domain) throws LibvirtException {
        if (state != Plan.Domain.OFF) {
            return Known.Exit.NONE;
        }
        try {
            return calls.exit(domain.getUUIDString()).orElse(Known.Exit.NONE);
        } catch (Host.Trouble unknown) {
            return Known.Exit.NONE;
        }
    }

    private static long number(Map<String, String> attributes, String name) {
        var text = attributes.getOrDefault(name, "0");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Optional<Map<String, String>> metadata(org.libvirt.Domain domain) {
        try {
            var text = domain.getMetadata(METADATA_ELEMENT, DomainXml.NAMESPACE, 0);
            var attributes = new HashMap<String, String>();
            var matcher = ATTRIBUTE.matcher(text == null ? "" : text);
            while (matcher.find()) {
                var plain = matcher.group(1) != null;
                attributes.put(matcher.group(plain ? 1 : 3), matcher.group(plain ? 2 : 4));
            }
            return Optional.of(attributes);
        } catch (LibvirtException none) {
            // A domain without our metadata is not ours.
            return Optional.empty();
        }
    }

    @Override
    public void prepare(Wanted wanted, long run, Seat seat, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        files.make(wanted, progress);
        progress.accept(95, "reserving the address");
        var text = xml.of(wanted, run, seat.cpus());
        var mac = wanted.spec().nics().stream().findFirst().map(Wanted.Nic::mac);
        call("Making the network", connect -> {
            network.ensure(connect);
            network.check(connect);
            return true;
        });
        if (mac.isPresent()) {
            dhcp.ensure(new DhcpHosts.Entry(mac.get(), seat.ip()));
        }
        call("Defining the domain", connect -> connect.domainDefineXML(text).free());
    }

    @Override
    public void start(String uid) throws IOException, InterruptedException {
        call("Starting the domain", connect -> {
            var domain = connect.domainLookupByUUIDString(uid);
            try {
                return domain.isActive() == 1 ? 0 : domain.create();
            } finally {
                free(domain);
            }
        });
    }

    @Override
    public void shutdown(String uid) throws IOException, InterruptedException {
        call("Shutting the domain down", connect -> {
            var domain = connect.domainLookupByUUIDString(uid);
            domain.shutdown();
            return domain.free();
        });
    }

    @Override
    public void suspend(String uid) throws IOException, InterruptedException {
        call("Pausing the domain", connect -> {
            var domain = connect.domainLookupByUUIDString(uid);
            try {
                domain.suspend();
                return true;
            } finally {
                free(domain);
            }
        });
    }

    @Override
    public void resume(String uid) throws IOException, InterruptedException {
        var held = calls.held(uid);
        if (held.isPresent()) {
            throw new Trouble("PausedByHypervisor",
                    "The hypervisor paused the machine by itself: %s. Mend that on the node, then: virsh resume %s"
                            .formatted(held.get(), uid));
        }
        call("Resuming the domain", connect -> {
            var domain = connect.domainLookupByUUIDString(uid);
            try {
                domain.resume();
                return true;
            } finally {
                free(domain);
            }
        });
    }

    @Override
    public void destroy(String uid) throws IOException, InterruptedException {
        call("Switching the domain off", connect -> {
            var domain = connect.domainLookupByUUIDString(uid);
            if (domain.isActive() == 1) {
                domain.destroy();
            }
            return domain.free();
        });
    }

    @Override
    public void remove(String uid, String mac, String ip) throws IOException, InterruptedException {
        call("Removing the domain", connect -> {
            var domain = lookup(connect, uid);
            if (domain.isPresent()) {
                if (domain.get().getInfo().state != DomainInfo.DomainState.VIR_DOMAIN_SHUTOFF) {
                    domain.get().destroy();
                }
                domain.get().undefine(UNDEFINE_EVERYTHING);
                free(domain.get());
            }
            return true;
        });
        var reserved = dhcp.find(mac);
        if (reserved.isPresent()) {
            call("Giving the address back", _ -> {
                dhcp.release(reserved.get());
                return true;
            });
            dhcp.remove(reserved.get());
        }
        files.remove(uid);
    }

    @Override
    public boolean remains(String uid) {
        return files.remains(uid);
    }

    @Override
    public Path screen(String uid) throws IOException, InterruptedException {
        return DomainScreen.socket(call("Asking for the screen", connect -> {
            var domain = connect.domainLookupByUUIDString(uid);
            try {
                return domain.isActive() == 1 ? domain.getXMLDesc(0) : "";
            } finally {
                free(domain);
            }
        }));
    }

    @Override
    public Map<String, Usage> usages() throws IOException {
        return calls.usages();
    }

    @Override
    public String freeAddress(Set<String> used) throws IOException, InterruptedException {
        return network.free(used);
    }

    @Override
    public List<Cell> cells() throws IOException, InterruptedException {
        return call("Asking for the host's CPUs", connect -> HostCells.read(connect.getCapabilities()));
    }

    @Override
    public void confine(String uid, List<Integer> cpus) throws IOException {
        calls.confine(uid, cpus);
    }

    /** Versions of libvirt and QEMU, for the inventory; opens the connection and the network. */
    public String[] versions() throws IOException, InterruptedException {
        return call("Asking for versions", connect -> new String[]{version(connect.getLibVirVersion()),
                version(connect.getVersion())});
    }

    private static String version(long number) {
        return "%d.%d.%d".formatted(number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    }

    @Override
    public void close() {
        libvirt.close(connect -> connect.removeLifecycleListener(events));
        calls.close();
    }
}
