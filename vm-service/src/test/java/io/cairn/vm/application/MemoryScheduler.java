package io.cairn.vm.application;

import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.Piece;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Claims in memory: a number of places on each node. It fails on demand, and things happen while it is asked. */
public final class MemoryScheduler implements Scheduler {
    private final Map<String, String> claims = new TreeMap<>();
    private final Map<String, Long> generations = new TreeMap<>();
    private final Map<String, Integer> places = new TreeMap<>();
    private final Map<String, Long> ids = new TreeMap<>();
    private final Set<String> parked = new TreeSet<>();
    private final Set<String> lost = new TreeSet<>();
    /** Who is asked to go for whoever fits nowhere. */
    private List<Victim> victims = List.of();
    private long lastId;
    /** Each is run once, while the next calls are under way: in turn before and after the call has its effect. */
    final Deque<Runnable> meanwhile = new ArrayDeque<>();
    private boolean down;
    private boolean forgetful;

    public MemoryScheduler(Map<String, Integer> places) {
        this.places.putAll(places);
    }

    /** It cannot be reached. */
    void down(boolean value) {
        down = value;
    }

    /** It does as asked, but its answers get lost. */
    void forgetful(boolean value) {
        forgetful = value;
    }

    Map<String, String> claims() {
        return Map.copyOf(claims);
    }

    private void interrupted() {
        var next = meanwhile.poll();
        if (next != null) {
            next.run();
        }
    }

    private void reach() {
        if (down) {
            throw new Unavailable("The scheduler is down", new IllegalStateException());
        }
        interrupted();
    }

    private void answer() {
        interrupted();
        if (forgetful) {
            throw new Unavailable("The answer was lost", new IllegalStateException());
        }
    }

    @Override
    public Answer claim(Ask ask) {
        var uid = ask.uid();
        reach();
        if (ask.generation() <= generations.getOrDefault(uid, 0L) && parked.contains(uid)) {
            return new Answer.Refused("Superseded", "It made room since", "");
        }
        if (!claims.containsKey(uid) || parked.contains(uid)) {
            var home = Optional.ofNullable(claims.get(uid));
            var free = places.keySet()
                    .stream()
                    .filter(node -> !lost.contains(node) && room(node) > 0 && home.map(node::equals).orElse(true))
                    .findFirst();
            if (free.isEmpty()) {
                return new Answer.Refused("NoNodeFits", "%d nodes are full".formatted(places.size()), "Add a node",
                        victims, "");
            }
            claims.put(uid, free.get());
            parked.remove(uid);
            ids.put(uid, ++lastId);
        }
        generations.merge(uid, ask.generation(), Math::max);
        var node = String.valueOf(claims.get(uid));
        answer();
        return new Answer.Granted(node, ids.getOrDefault(uid, 0L), List.of(), List.of(), Optional.empty(), "");
    }

    @Override
    public List<Answer> hold(Pieces pieces) {
        var names = java.util.stream.IntStream.rangeClosed(1, pieces.spec().count())
                .mapToObj(number -> new Piece(pieces.reservation(), number).holder())
                .toList();
        reach();
        var free = places.keySet().stream().mapToLong(this::room).sum();
        var missing = names.stream().filter(name -> !claims.containsKey(name)).toList();
        if (missing.size() > free) {
            answer();
            return names.stream()
                    .<Answer>map(_ -> new Answer.Refused("NoNodeFits", "%d of %d pieces of the reservation fit"
                            .formatted(free, names.size()), "Add a node"))
                    .toList();
        }
        missing.forEach(name -> {
            claims.put(name, places.keySet().stream().filter(node -> room(node) > 0).findFirst().orElseThrow());
            generations.put(name, 1L);
        });
        answer();
        return names.stream()
                .<Answer>map(name -> new Answer.Granted(String.valueOf(claims.get(name)), 1, List.of(), List.of(),
                        Piece.held(name), ""))
                .toList();
    }

    @Override
    public boolean park(String uid, long generation) {
        reach();
        var newer = !parked.contains(uid) && generations.getOrDefault(uid, 0L) >= generation;
        if (!newer && claims.containsKey(uid)) {
            parked.add(uid);
            generations.merge(uid, generation, Math::max);
        }
        answer();
        return !newer;
    }

    @Override
    public List<PriorityClass> priorityClasses(String organisation) {
        return List.of(new PriorityClass("standard", true), new PriorityClass("spot", true),
                new PriorityClass("system", false));
    }

    @Override
    public List<Site> sites() {
        return List.of(new Site("berlin", true, Map.of("de", 5)));
    }

    /** Operators say that nothing runs there any more. */
    void lose(String node) {
        lost.add(node);
    }

    @Override
    public boolean abandon(String uid, String node) {
        reach();
        var stands = Optional.ofNullable(claims.get(uid));
        var gone = lost.contains(node) && stands.map(node::equals).orElse(true);
        if (gone) {
            claims.remove(uid);
            parked.remove(uid);
            ids.remove(uid);
            generations.remove(uid);
        }
        answer();
        return gone;
    }

    void victims(Victim... asked) {
        victims = List.of(asked);
    }

    boolean parked(String uid) {
        return parked.contains(uid);
    }

    @Override
    public Review review(Ask ask, Supposition supposition, List<NamedSize> sizes) {
        throw new UnsupportedOperationException("Only places are counted here");
    }

    @Override
    public Capacity capacity(List<NamedSize> sizes, List<VmSpec.DeviceSpec> devices) {
        throw new UnsupportedOperationException("Only places are counted here");
    }

    long room(String node) {
        return places.getOrDefault(node, 0) - claims.entrySet()
                .stream()
                .filter(claim -> claim.getValue().equals(node) && !parked.contains(claim.getKey()))
                .count();
    }

    @Override
    public boolean release(String uid, long generation) {
        reach();
        var newer = generations.getOrDefault(uid, 0L) > generation;
        if (!newer) {
            claims.remove(uid);
            parked.remove(uid);
            generations.remove(uid);
        }
        answer();
        return !newer;
    }

    @Override
    public List<Standing> page(String afterUid, int limit) {
        return claims.keySet()
                .stream()
                .filter(uid -> uid.compareTo(afterUid) > 0)
                .limit(limit)
                .map(uid -> new Standing(uid, generations.getOrDefault(uid, 0L), Piece.held(uid)))
                .toList();
    }
}
