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
            @Doc("Guest memory") @Limits(min = 64L << 20, max = 16L << 40) Quantity memory) {}

    /** The root disk. */
    public record RootDisk(@Doc("Virtual size") @Limits(min = 1L << 20, max = 64L << 40) Quantity size) {}

    /** An attachment. */
    public record Network(@Doc("Name of the network") @Limits(maxLength = 63) String name) {}

    /** Constraints on the node. */
    public record PlacementSpec(@Doc("Labels that the node must have") Map<String, String> nodeSelector,
            @Doc("Taints of nodes that the machine puts up with") @Limits(maxItems = 16) List<TolerationSpec> tolerations) {}

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
        return new VmSpec(strategy, instanceType, resources, image, rootDisk, networks, sshKeys, userData, placement,
                terminationGracePeriodSeconds);
    }

    /** The networks, one named default if none is given. */
    public List<String> networkNames() {
        return networks.isEmpty() ? List.of("default") : networks.stream().map(Network::name).toList();
    }
}
