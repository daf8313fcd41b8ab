package io.cairn.node.adapter.host;

import java.io.IOException;
import java.util.Optional;

/**
 * Proves that this host can limit the rate of an interface: that its kernel has all that libvirt asks of it for a
 * {@code <bandwidth>}. It is tried on a tap device in a network namespace of its own, which goes with the process.
 */
public final class RateLimits {
    private static final long SECONDS = 10;
    /** As libvirt does it, both ways. */
    private static final String PROBE = """
                                        set -e
                                        ip tuntap add dev probe mode tap
                                        tc qdisc add dev probe root handle 1: htb default 1
                                        tc class add dev probe parent 1: classid 1:1 htb rate 125kbps quantum 1500
                                        tc qdisc add dev probe parent 1:1 handle 2: sfq perturb 10
                                        tc filter add dev probe parent 1:0 protocol all prio 1 handle 1 fw flowid 1
                                        tc qdisc add dev probe ingress
                                        tc filter add dev probe parent ffff: protocol all u32 match u32 0 0 \
                                          police rate 125kbps burst 125kb mtu 64kb drop flowid :1
                                        """;

    private RateLimits() {}

    /** Why no machine can have a bandwidth here; empty if it can. */
    public static Optional<String> missing() throws InterruptedException {
        try {
            var result = Programs.run(SECONDS, "unshare", "--net", "sh", "-c", PROBE);
            return result.exit() == 0 ? Optional.empty()
                    : Optional.of(result.output()
                            .lines()
                            .filter(line -> !line.startsWith("Warning"))
                            .findFirst()
                            .orElse("the probe ended with code " + result.exit()));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
