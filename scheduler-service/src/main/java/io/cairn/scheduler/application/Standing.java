package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.queue.PlacementQueue;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The claims that a scheduler knows of, with what each project has of everything, and who is of which gang. */
final class Standing {
    private static final long CPU_MIB = 2_048;
    private static final long DEVICE_MIB = 32_768;

    private static final TreeMap<Integer, Claim> NONE = new TreeMap<>();

    private final Shapes shapes;
    private final Map<String, Claim> claims = new HashMap<>();
    private final Map<String, Long> charged = new HashMap<>();
    private final Map<String, Holding> holdings = new HashMap<>();
    private final Map<String, Set<String>> gangs = new HashMap<>();
    private final Map<String, TreeMap<Integer, Claim>> held = new HashMap<>();

    Standing(Shapes shapes) {
        this.shapes = shapes;
    }

    Collection<Claim> all() {
        return claims.values();
    }

    Optional<Claim> find(String vmUid) {
        return Optional.ofNullable(claims.get(vmUid));
    }

    /** In place of what was known of its machine. */
    void put(Claim claim) {
        remove(claim.vmUid());
        claims.put(claim.vmUid(), claim);
        charge(claim, 1);
        gang(claim).ifPresent(gang -> gangs.computeIfAbsent(gang, _ -> new HashSet<>()).add(claim.vmUid()));
        claim.piece()
                .filter(_ -> claim.held())
                .ifPresent(piece -> held.computeIfAbsent(piece.reservation(), _ -> new TreeMap<>())
                        .put(piece.number(), claim));
    }

    /** @return false if there was none */
    boolean remove(String vmUid) {
        var claim = Optional.ofNullable(claims.remove(vmUid));
        claim.ifPresent(gone -> {
            charge(gone, -1);
            gang(gone).ifPresent(gang -> {
                members(gang).remove(vmUid);
                if (members(gang).isEmpty()) {
                    gangs.remove(gang);
                }
            });
            gone.piece()
                    .filter(_ -> gone.held())
                    .ifPresent(piece -> held.computeIfPresent(piece.reservation(), (_, pieces) -> {
                        pieces.remove(piece.number());
                        return pieces.isEmpty() ? null : pieces;
                    }));
        });
        return claim.isPresent();
    }

    void clear() {
        List.copyOf(claims.keySet()).forEach(this::remove);
    }

    private void charge(Claim claim, int sign) {
        var project = ClaimAsk.project(claim.title());
        var cost = cost(claim.amount(), claim.devices().size());
        charged.merge(project, sign * cost, Long::sum);
        var holding = holdings.getOrDefault(project, Holding.NOTHING).plus(sign, cost);
        if (holding.equals(Holding.NOTHING)) {
            holdings.remove(project);
        } else {
            holdings.put(project, holding);
        }
    }

    /** What each project has. */
    Map<String, Holding> holdings() {
        return Map.copyOf(holdings);
    }

    /** What counts for a fair share: the larger of vCPUs, as 2 GiB each, and memory; a device as 32 GiB. */
    static long cost(Amount amount, int devices) {
        var memory = amount.memoryMib() + 2L * amount.hugepages2Mi() + 1_024L * amount.hugepages1Gi();
        return Math.max(memory, CPU_MIB * (amount.cpus() + amount.dedicatedCpus())) + DEVICE_MIB * devices;
    }

    /** Tells a queue what each project has more, or less, since it was told last. */
    void tell(PlacementQueue<?> queue) {
        charged.forEach(queue::charge);
        charged.clear();
    }

    private Optional<String> gang(Claim claim) {
        return claim.shape().contains(ClaimAsk.Gang.LABEL)
                ? Optional.ofNullable(shapes.request(claim).labels().get(ClaimAsk.Gang.LABEL))
                        .map(name -> ClaimAsk.project(claim.title()) + "/" + name)
                : Optional.empty();
    }

    /** What a reservation holds, in order of number. */
    List<Claim> held(String reservation) {
        return List.copyOf(held.getOrDefault(reservation, NONE).values());
    }

    /** Machines of a gang, by project and name, that stand. */
    Set<String> members(String gang) {
        return gangs.getOrDefault(gang, Set.of());
    }
}
