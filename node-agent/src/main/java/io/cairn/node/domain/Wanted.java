package io.cairn.node.domain;

import java.util.List;

/** What the control plane wants of a machine at a generation of its spec and an epoch of its placement. */
public record Wanted(String uid, long epoch, long generation, Power power, Policy policy, long run, int graceSeconds,
        Spec spec) {

    /** Whether it runs. */
    public enum Power {
        RUNNING,
        OFF,
        ABSENT
    }

    /** When this host starts it again by itself. */
    public enum Policy {
        ALWAYS,
        ON_FAILURE,
        NEVER
    }

    /** What it is; immutable for the life of a placement. Empty strings where there is nothing. */
    public record Spec(String organisation, String namespace, String name, String hostname, int cpus, long memoryMib,
            long diskMib, Image image, List<Nic> nics, String userData, List<String> sshKeys) {}

    /** What it boots. */
    public record Image(String name, Blob disk, String diskFormat, Blob kernel, Blob initrd, String kernelArgs) {}

    /** A blob by digest; an empty digest for none. */
    public record Blob(String digest, long bytes) {
        public boolean present() {
            return !digest.isEmpty();
        }
    }

    public record Nic(String network, String mac) {}

    public Wanted of(Spec other) {
        return new Wanted(uid, epoch, generation, power, policy, run, graceSeconds, other);
    }

    /** True if this command is older than the other and must be refused. */
    public boolean olderThan(Wanted other) {
        return epoch < other.epoch || epoch == other.epoch && generation < other.generation;
    }
}
