package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.DeviceShare;
import java.time.Instant;
import java.util.List;

/**
 * Room on a node that others make for a machine, kept for it until then: it counts in every view and is no claim.
 *
 * @param vmUid whom it is for
 * @param victims who has to go
 * @param expires when it is given up
 */
public record Nomination(String vmUid, long generation, String title, String node, Amount amount,
        List<DeviceShare> devices, List<Integer> cells, String shape, List<Victim> victims, Instant expires) {
    /** Most at a time, so that one moment of need cannot empty the cloud. */
    public static final int MOST = 64;

    public Nomination {
        devices = List.copyOf(devices);
        cells = List.copyOf(cells);
        victims = List.copyOf(victims);
    }

    /**
     * A machine that has to go.
     *
     * @param claimId of the claim that it is asked to give up: a later one is not meant
     * @param priorityClass that says how long before it is told
     */
    public record Victim(String vmUid, long claimId, String priorityClass) {}

    /** Written once, an expiry says which it is. */
    boolean same(Nomination other) {
        return vmUid.equals(other.vmUid) && node.equals(other.node) && expires.equals(other.expires);
    }

    /** The room as a claim that nobody has. */
    Claim hold() {
        return new Claim(0, holder(), generation, title, node, amount, devices, cells, shape);
    }

    String holder() {
        return "nomination/" + vmUid;
    }
}
