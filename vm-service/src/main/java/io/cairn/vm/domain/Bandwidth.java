package io.cairn.vm.domain;

import io.cairn.resource.domain.Quantity;
import java.util.Optional;

/** Network bandwidth in bits per second, as networks have it: 1M is 1,000,000 of them. */
public final class Bandwidth {
    public static final long MOST = 1_000_000_000_000L;
    public static final String DOC = "Network bandwidth, bits per second, such as 500M or 10G: so much of the uplink of its "
            + "node is the machine's, and no more than that is sent to it or by it. Without it nothing is kept for the "
            + "machine and nothing limits it";

    public static final String UPLINK = "Network of the uplink, bits per second";

    private static final long MEGA = 1_000_000;

    private Bandwidth() {}

    /** Whether it is a whole number of Mbit/s, which is what is counted. */
    public static boolean whole(Quantity bits) {
        return bits.bytes() % MEGA == 0;
    }

    /** 0 if there is none. */
    public static int mbps(Optional<Quantity> bits) {
        return bits.map(Bandwidth::up).orElse(0);
    }

    /** Rounded up to a whole number of Mbit/s. */
    public static int up(Quantity bits) {
        return Math.toIntExact(Math.ceilDiv(bits.bytes(), MEGA));
    }
}
