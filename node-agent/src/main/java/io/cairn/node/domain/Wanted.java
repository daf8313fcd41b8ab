package io.cairn.node.domain;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the control plane wants of a machine at a generation of its spec and an epoch of its placement. */
public record Wanted(String uid, long epoch, long generation, Power power, Policy policy, long run, int graceSeconds,
        Spec spec) {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The uid names a directory: nothing but a lower-case UUID will do. */
    public Wanted {
        if (!UUID.matcher(uid).matches()) {
            throw new IllegalArgumentException("Not a lower-case UUID: '%s'".formatted(uid));
        }
    }

    /** Whether it runs. */
    public enum Power {
        RUNNING,
        /** Its memory stands, its processors do not turn. */
        PAUSED,
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
            long diskMib, Image image, List<Nic> nics, String userData, List<String> sshKeys, Layout layout,
            Recovery recovery) {
        public Spec {
            layout = Layout.noted(layout);
            recovery = Recovery.noted(recovery);
        }

        /** One that is nobody else's. */
        public Spec(String organisation, String namespace, String name, String hostname, int cpus, long memoryMib,
                long diskMib, Image image, List<Nic> nics, String userData, List<String> sshKeys, Layout layout) {
            this(organisation, namespace, name, hostname, cpus, memoryMib, diskMib, image, nics, userData, sshKeys,
                    layout, Recovery.AT_ONCE);
        }

        public Spec with(Layout other) {
            return new Spec(organisation, namespace, name, hostname, cpus, memoryMib, diskMib, image, nics, userData,
                    sshKeys, other, recovery);
        }

        public Spec with(List<Nic> others) {
            return new Spec(organisation, namespace, name, hostname, cpus, memoryMib, diskMib, image, others, userData,
                    sshKeys, layout, recovery);
        }

        public Spec with(Recovery other) {
            return new Spec(organisation, namespace, name, hostname, cpus, memoryMib, diskMib, image, nics, userData,
                    sshKeys, layout, other);
        }
    }

    /** What an agent that was started anew does about a machine that it finds in its notes. */
    public enum Recovery {
        /** It keeps it as it was last wanted. */
        AT_ONCE,
        /** Nothing before it is told again: the machine may have been started elsewhere. */
        WHEN_TOLD;

        /** What was noted before there was such a thing is nobody else's. */
        static Recovery noted(@Nullable Recovery recovery) {
            return recovery == null ? AT_ONCE : recovery;
        }
    }

    /** What it boots. */
    public record Image(String name, Blob disk, String diskFormat, Blob kernel, Blob initrd, String kernelArgs) {}

    /** A blob by digest; an empty digest for none. */
    public record Blob(String digest, long bytes) {
        public boolean present() {
            return !digest.isEmpty();
        }
    }

    public record Nic(String network, String mac, Limit limit) {
        public Nic {
            limit = Limit.noted(limit);
        }

        /** As fast as it goes. */
        public Nic(String network, String mac) {
            this(network, mac, Limit.NONE);
        }
    }

    /**
     * What an interface may receive and what it may send at most.
     *
     * @param mbps 0 for as much as there is
     */
    public record Limit(int mbps) {
        public static final Limit NONE = new Limit(0);

        /** What was noted before there was such a thing has none. */
        static Limit noted(@Nullable Limit limit) {
            return limit == null ? NONE : limit;
        }
    }

    /** The same command with another spec: one that says ABSENT carries none, but removing needs to know what was. */
    public Wanted with(Spec other) {
        return new Wanted(uid, epoch, generation, power, policy, run, graceSeconds, other);
    }

    /** True if this command is older than the other and must be refused. */
    public boolean olderThan(Wanted other) {
        if (epoch != other.epoch) {
            return epoch < other.epoch;
        }
        var revives = other.power == Power.ABSENT && power != Power.ABSENT;
        return generation < other.generation || generation == other.generation && run < other.run
                && power != Power.ABSENT || revives;
    }
}
