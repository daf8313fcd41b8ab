package io.cairn.vm.domain;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the owner of a machine asks for. */
public record VmSpec(
        @Doc("When the machine runs. Always: restarted after any exit. RerunOnFailure: restarted after a crash, not "
                + "after its own shutdown. Manual: by start and stop only. Halted: off") @Limits(defaults = "\"Always\"") RunStrategy runStrategy,
        @Doc("Name of the InstanceType that sizes the machine; this or resources") @Limits(immutable = true) Optional<String> instanceType,
        @Doc("Size of the machine; this or instanceType") @Limits(immutable = true) Optional<Size> resources,
        @Doc("Name of the image to boot, or name@sha256:<digest>; pinned by digest when the machine is created") @Limits(immutable = true) String image,
        @Doc("The disk that the machine boots from and keeps") @Limits(immutable = true) Optional<RootDisk> rootDisk,
        @Doc("Devices that the machine gets for itself, or a share of") @Limits(maxItems = 16, immutable = true) List<DeviceSpec> devices,
        @Doc("Networks that the machine is attached to; one named default if there are none") @Limits(maxItems = 8, immutable = true) List<Network> networks,
        @Doc("Public SSH keys for the image's first user, as in authorized_keys") @Limits(maxItems = 32, maxLength = 8192, pattern = "(ssh|ecdsa|sk)-[A-Za-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?", patternMeaning = "a public key such as 'ssh-ed25519 AAAA... me'", immutable = true) List<String> sshKeys,
        @Doc("cloud-init user data") @Limits(maxLength = 65536, immutable = true) Optional<String> userData,
        @Doc("Where the machine may go") @Limits(immutable = true) Optional<PlacementSpec> placement,
        @Doc("How long a clean shutdown may take before the machine is switched off, seconds") @Limits(min = 0, max = 3600, defaults = "30") int terminationGracePeriodSeconds) {

    /** When a machine runs. */
    public enum RunStrategy {
        ALWAYS,
        HALTED,
        MANUAL,
        RERUN_ON_FAILURE
    }

    /** An explicit size. */
    public record Size(@Doc("vCPUs") @Limits(min = 1, max = 512) int cpus,
            @Doc("Guest memory") @Limits(min = 64L << 20, max = 16L << 40) Quantity memory,
            @Doc(Layout.DEDICATED) @Limits(defaults = "false") boolean dedicatedCpuPlacement,
            @Doc(Layout.HUGEPAGES) Optional<Hugepages> hugepages, @Doc(Layout.NUMA) Optional<Numa> numa,
            @Doc(Bandwidth.DOC) @Limits(min = 0, max = Bandwidth.MOST) Optional<Quantity> networkBandwidth) {

        /** Shared CPUs, ordinary pages and no bandwidth of its own. */
        public Size(int cpus, Quantity memory) {
            this(cpus, memory, false, Optional.empty(), Optional.empty(), Optional.empty());
        }

        public Layout layout() {
            return Layout.of(cpus, dedicatedCpuPlacement, hugepages, numa);
        }

        /** Mbit/s; 0 if it has none of its own. */
        public int bandwidthMbps() {
            return Bandwidth.mbps(networkBandwidth);
        }
    }

    /** Pages of the guest's memory. */
    public record Hugepages(
            @Doc("Size of a page: 2Mi or 1Gi") @Limits(pattern = "2Mi|1Gi", patternMeaning = "one of 2Mi, 1Gi") String pageSize) {
        public Quantity page() {
            return Quantity.parse(pageSize).orElseThrow();
        }
    }

    /** Of the host's NUMA nodes. */
    public record Numa(
            @Doc("How many NUMA nodes of its host the machine may span; as few as possible are taken") @Limits(min = 1, max = Layout.MOST_NUMA_NODES) int maxNodes) {}

    /** The root disk. */
    public record RootDisk(@Doc("Virtual size") @Limits(min = 1L << 20, max = 64L << 40) Quantity size) {}

    /** An attachment. */
    public record Network(@Doc("Name of the network") @Limits(maxLength = 63) String name) {}

    /** Devices of a kind. */
    public record DeviceSpec(
            @Doc("Class of the device: gpu, nic, nvme, ...") @Limits(maxLength = 63, pattern = WORD, patternMeaning = WORD_MEANING) String class_,
            @Doc("Model; any of the class if there is none") @Limits(maxLength = 63, pattern = WORD, patternMeaning = WORD_MEANING) Optional<String> model,
            @Doc("How many") @Limits(min = 1, max = 16, defaults = "1") int count,
            @Doc("Share of one device, percent; whole devices if there is none") @Limits(min = 1, max = 99) Optional<Integer> sharePercent,
            @Doc("What else would do, best first") @Limits(maxItems = 4) List<DeviceChoice> alternatives,
            @Doc("What all of them must share: numa, switch (PCIe) or fabric (NVLink). They are taken close to each other as it is; with this the machine waits for it") @Limits(pattern = "numa|switch|fabric", patternMeaning = "one of numa, switch, fabric") Optional<String> near) {}

    /** Devices that would do too. */
    public record DeviceChoice(
            @Doc("Model") @Limits(maxLength = 63, pattern = WORD, patternMeaning = WORD_MEANING) String model,
            @Doc("How many") @Limits(min = 1, max = 16, defaults = "1") int count) {}

    public static final String TIER = "Least isolation tier of the node, by the operators' own scale: they say what each "
            + "means, and give nodes one (spec.isolationTier of a Node)";
    private static final String WORD = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?";
    private static final String WORD_MEANING = "lower-case letters, digits, '-' and '.', such as gpu or nvidia-h200";
    private static final String KEY = "([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final String KEY_MEANING = "the key of a label of nodes, such as topology.cairn.io/zone";

    /** Constraints on the node. */
    public record PlacementSpec(@Doc("Labels that the node must have") Map<String, String> nodeSelector,
            @Doc("Machines of the namespace to be near to") Optional<Affinity> affinity,
            @Doc("Machines of the namespace to keep away from") Optional<Affinity> antiAffinity,
            @Doc("Where machines of the namespace are to be spread over") @Limits(maxItems = 8) List<Spread> spread,
            @Doc("How many machines of the namespace may be in one place with this one") @Limits(maxItems = 8) List<AtMost> atMost,
            @Doc("Taints of nodes that the machine puts up with") @Limits(maxItems = 16) List<TolerationSpec> tolerations,
            @Doc("Name of a PriorityClass: who is placed first, and who makes room for whom; standard if there is none. spot may be shut down for others and comes back") @Limits(maxLength = 63, pattern = WORD, patternMeaning = WORD_MEANING) Optional<String> priorityClass,
            @Doc("shared, dedicated-device (no strangers behind the same switch) or dedicated-host (no strangers at all)") @Limits(pattern = "shared|dedicated-device|dedicated-host", patternMeaning = "one of shared, dedicated-device, dedicated-host") Optional<String> isolation,
            @Doc("At the cheapest site that is near enough and has room; {} for the cheapest of all. Without it the machine goes to any node, whatever its site costs") Optional<SiteSpec> site,
            @Doc("Machines of the namespace that are placed together or not at all") Optional<Gang> gang,
            @Doc("Name of a Reservation of the namespace: the machine takes the place of one of its pieces, and waits until there is one") @Limits(maxLength = 253) Optional<String> reservation,
            @Doc(TIER) @Limits(min = 0, max = 100) Optional<Integer> isolationTier) {

        /** On a node of any tier. */
        public PlacementSpec(Map<String, String> nodeSelector, Optional<Affinity> affinity,
                Optional<Affinity> antiAffinity, List<Spread> spread, List<AtMost> atMost,
                List<TolerationSpec> tolerations, Optional<String> priorityClass, Optional<String> isolation,
                Optional<SiteSpec> site, Optional<Gang> gang, Optional<String> reservation) {
            this(nodeSelector, affinity, antiAffinity, spread, atMost, tolerations, priorityClass, isolation, site,
                    gang, reservation, Optional.empty());
        }

        /** Constraints on the node itself. */
        public static PlacementSpec of(Map<String, String> nodeSelector, List<TolerationSpec> tolerations,
                Optional<String> isolation, Optional<Integer> isolationTier) {
            return new PlacementSpec(nodeSelector, Optional.empty(), Optional.empty(), List.of(), List.of(),
                    tolerations, Optional.empty(), isolation, Optional.empty(), Optional.empty(), Optional.empty(),
                    isolationTier);
        }
    }

    /** Which sites will do. */
    public record SiteSpec(
            @Doc("Sites that will do; all if there are none") @Limits(maxItems = 16, maxLength = 63, pattern = WORD, patternMeaning = WORD_MEANING) List<String> names,
            @Doc("Populations of users that the machine serves, as the sites call them") @Limits(maxItems = 16, maxLength = 63, pattern = WORD, patternMeaning = WORD_MEANING) List<String> populations,
            @Doc("How far the site may be from each of the populations, milliseconds") @Limits(min = 0, max = 10_000) Optional<Integer> maxLatencyMilliseconds,
            @Doc("When its operators say that its site is lost, start it at another one that will do, from its image: what was on its disk is gone. Its node starts it after a restart of its own only when it is told to") @Limits(defaults = "false") boolean failOver) {}

    /** Membership in a gang. */
    public record Gang(
            @Doc("Name of the gang, the same for all of its machines") @Limits(maxLength = 63, pattern = WORD, patternMeaning = WORD_MEANING) String name,
            @Doc("How many machines it has: they wait until so many are there") @Limits(min = 2, max = 256) int size) {}

    /** Nearness to other machines, or distance. */
    public record Affinity(@Doc("Without these the machine waits") @Limits(maxItems = 8) List<Term> required,
            @Doc("The more of these the better") @Limits(maxItems = 8) List<WeightedTerm> preferred) {}

    /** Machines, and how near is near. */
    public record Term(
            @Doc("Nodes with the same value of this label are one place") @Limits(maxLength = 316, pattern = KEY, patternMeaning = KEY_MEANING) String topologyKey,
            @Doc("Labels of the machines that are meant") @Limits(maxItems = 8) Map<String, String> matchLabels) {}

    /** A term with a weight. */
    public record WeightedTerm(@Doc("How much it counts") @Limits(min = 1, max = 100, defaults = "50") int weight,
            @Doc("Nodes with the same value of this label are one place") @Limits(maxLength = 316, pattern = KEY, patternMeaning = KEY_MEANING) String topologyKey,
            @Doc("Labels of the machines that are meant") @Limits(maxItems = 8) Map<String, String> matchLabels) {}

    /** An even spread. */
    public record Spread(
            @Doc("Nodes with the same value of this label are one place") @Limits(maxLength = 316, pattern = KEY, patternMeaning = KEY_MEANING) String topologyKey,
            @Doc("How many machines more a place may have than the emptiest one") @Limits(min = 1, max = 100, defaults = "1") int maxSkew,
            @Doc("Labels of the machines that are counted") @Limits(maxItems = 8) Map<String, String> matchLabels,
            @Doc("False: prefer an even spread, but do not wait for it") @Limits(defaults = "true") boolean required) {}

    /** A bound for each place. */
    public record AtMost(
            @Doc("Nodes with the same value of this label are one place; each node is one if there is none") @Limits(maxLength = 316, pattern = KEY, patternMeaning = KEY_MEANING, defaults = "\"kubernetes.io/hostname\"") String topologyKey,
            @Doc("How many machines, this one included") @Limits(min = 1, max = 10_000) int max,
            @Doc("Labels of the machines that are counted") @Limits(maxItems = 8) Map<String, String> matchLabels) {}

    /** A toleration. */
    public record TolerationSpec(@Doc("Key of the taint; empty for all") Optional<String> key,
            @Doc("Equal or Exists") @Limits(defaults = "\"Equal\"") Operator operator,
            @Doc("Value of the taint") Optional<String> value,
            @Doc("Effect of the taint; empty for all") Optional<String> effect) {}

    /** How a toleration compares. */
    public enum Operator {
        EQUAL,
        EXISTS
    }

    /** The same machine with another strategy. */
    public VmSpec with(RunStrategy strategy) {
        return new VmSpec(strategy, instanceType, resources, image, rootDisk, devices, networks, sshKeys, userData,
                placement,
                terminationGracePeriodSeconds);
    }

    /** The reservation that it is to take a piece of. */
    public Optional<String> reservation() {
        return placement.flatMap(PlacementSpec::reservation);
    }

    /** Whether it is started elsewhere if its site is lost. */
    public boolean failsOver() {
        return placement.flatMap(PlacementSpec::site).filter(SiteSpec::failOver).isPresent();
    }

    /** The networks, one named default if none is given. */
    public List<String> networkNames() {
        return networks.isEmpty() ? List.of("default") : networks.stream().map(Network::name).toList();
    }
}
