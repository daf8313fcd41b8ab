package io.cairn.vm.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Resource;
import io.cairn.vm.Machines;
import io.cairn.vm.domain.Action;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A whole cloud in memory and on one thread: every message is on its way until a move delivers, repeats or loses it. */
final class World {
    private static final int NAMES = 4;
    private static final int ON_THE_WAY = 12;

    private final MovingClock clock = new MovingClock();
    private final MemoryVms vms = new MemoryVms();
    private final MemoryReservations reservations = new MemoryReservations();
    private final MemoryScheduler scheduler = new MemoryScheduler(Map.of("a", 2, "b", 2));
    private final Observing observing = new Observing(vms, new MemoryWork());
    private final Map<String, ModelNode> nodes = new TreeMap<>(Map.of("a", new ModelNode(), "b", new ModelNode()));
    private final List<Runnable> onTheWay = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Reconciler reconciler = new Reconciler(vms, scheduler, new Pinning(new OneImage(), new OneType()),
            new Redemptions(reservations), this::push, clock);
    private final CrossCheck check = new CrossCheck(vms, reservations, scheduler);
    private int created;

    World() {
        for (var i = 0; i < NAMES; i++) {
            names.add("");
        }
    }

    record OneImage() implements Images {
        @Override
        public Answer resolve(String organisation, String reference) {
            return new Answer.Found(Machines.PINNED.image(), 0, 0);
        }
    }

    record OneType() implements InstanceTypes {
        @Override
        public Optional<VmSpec.Size> find(String name) {
            return Optional.of(new VmSpec.Size(1, io.cairn.resource.domain.Quantity.ofMebibytes(128)));
        }

        @Override
        public List<String> names() {
            return List.of("c1.nano");
        }
    }

    /** Sends a node its set as it is now. */
    private void push(String node) {
        var commands = vms.onNode(node)
                .stream()
                .map(vm -> new ModelNode.Command(vm.uid(), vm.facts().epoch(), vm.metadata().generation(),
                        Vm.of(vm.metadata(), vm.spec(), vm.facts()).intent(), vm.facts().run()))
                .toList();
        send(() -> node(node).want(commands));
    }

    private void report(String node) {
        var seen = node(node).report();
        send(() -> observing.report(node, seen));
    }

    private void send(Runnable message) {
        if (onTheWay.size() == ON_THE_WAY) {
            onTheWay.removeFirst();
        }
        onTheWay.add(message);
    }

    private ModelNode node(String name) {
        return Optional.ofNullable(nodes.get(name)).orElseThrow();
    }

    /** One move, chosen by a number; the laws are looked at after it. */
    void move(int number) {
        var what = number % 20;
        var which = number / 20;
        var name = which % NAMES;
        switch (what) {
            case 0, 1, 2, 3 -> intent(which);
            case 4, 5, 6, 7 -> reconcile(names.get(name));
            case 8, 9, 10, 11 -> deliver(which);
            case 12, 13, 14 -> anyNode(which).machines().forEach(anyNode(which)::work);
            case 15, 16 -> report(which % 2 == 0 ? "a" : "b");
            case 17 -> mishap(which);
            case 18 -> scheduler.meanwhile.add(() -> {
                intent(which);
                reconcile(names.get((which >> 3) % NAMES));
            });
            default -> {
                clock.advance(Duration.ofSeconds(1));
                scheduler.down(which % 4 == 0);
                scheduler.forgetful(which % 4 == 1);
            }
        }
        laws();
    }

    private ModelNode anyNode(int which) {
        return node(which % 2 == 0 ? "a" : "b");
    }

    private void intent(int which) {
        var name = which % NAMES;
        var uid = names.get(name);
        var found = vms.find(uid);
        var strategy = VmSpec.RunStrategy.values()[which / NAMES % 4];
        if (found.isEmpty()) {
            names.set(name, Machines.uid(++created));
            vms.create(names.get(name), strategy);
            return;
        }
        switch (which / NAMES / 4 % 8) {
            case 0 -> vms.strategy(uid, strategy);
            case 1, 2 -> vms.change(uid, facts -> facts.powered(true, runs(found.get())));
            case 3 -> vms.change(uid, facts -> facts.powered(false, runs(found.get())));
            case 4 -> vms.change(uid, VmFacts::restarted);
            case 5 -> vms.change(uid, facts -> runs(found.get()) ? facts.paused() : facts);
            case 6 -> vms.change(uid, VmFacts::resumed);
            default -> vms.delete(uid);
        }
    }

    private static boolean runs(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return Vm.of(vm.metadata(), vm.spec(), vm.facts()).intent() instanceof Vm.Intent.Run;
    }

    private void reconcile(String uid) {
        var next = reconciler.reconcile(uid);
        assertThat(next.isPresent()).as("looked at again as long as it is there")
                .isEqualTo(vms.find(uid).isPresent());
    }

    /** In any order; one in four comes twice, one in eight never. */
    private void deliver(int which) {
        if (onTheWay.isEmpty()) {
            return;
        }
        var index = which % onTheWay.size();
        var message = which % 4 == 0 ? onTheWay.get(index) : onTheWay.remove(index);
        if (which % 8 != 1) {
            message.run();
        }
    }

    private void mishap(int which) {
        var uid = names.get(which % NAMES);
        switch (which / NAMES % 5) {
            case 4 -> preempt(uid, which);
            case 0 -> nodes.values().forEach(node -> node.end(uid, VmFacts.Exit.CRASHED));
            case 1 -> nodes.values().forEach(node -> node.end(uid, VmFacts.Exit.GUEST_SHUTDOWN));
            case 2 -> anyNode(which / 16).restartAgent();
            default -> vms.onNode(which % 2 == 0 ? "a" : "b")
                    .forEach(vm -> vms.change(vm.uid(), facts -> facts.silent(clock.instant())));
        }
    }

    /** Its room is needed, or was: the notice may be of a claim that it had before. */
    private void preempt(String uid, int which) {
        var claim = vms.find(uid)
                .flatMap(vm -> vm.facts().place())
                .map(place -> place.claimId() - which / 64 % 2)
                .orElse(0L);
        vms.change(uid, facts -> facts.noticed(claim, clock.instant(), clock.instant().plusSeconds(which % 3)));
    }

    /** What holds at every moment. */
    private void laws() {
        var claims = scheduler.claims();
        nodes.forEach((name, node) -> {
            for (var uid : node.domains()) {
                assertThat(claims.get(uid)).as("%s has a domain on %s, and its claim there", uid, name).isEqualTo(name);
                assertThat(node.runs(uid) && scheduler.parked(uid)).as("%s runs on %s without a claim", uid, name)
                        .isFalse();
                assertThat(vms.find(uid)).as("%s has a domain on %s, and its object", uid, name).isPresent();
            }
        });
        assertThat(Collections.disjoint(node("a").domains(), node("b").domains())).as("one domain a machine").isTrue();
    }

    /** Everything is delivered and nothing fails any more. */
    void settle() {
        scheduler.down(false);
        scheduler.forgetful(false);
        scheduler.meanwhile.clear();
        for (var round = 0; round < 40; round++) {
            while (!onTheWay.isEmpty()) {
                onTheWay.removeFirst().run();
                laws();
            }
            clock.advance(Duration.ofMinutes(1));
            vms.all().forEach(vm -> reconcile(vm.uid()));
            nodes.forEach((name, node) -> {
                node.machines().forEach(node::work);
                report(name);
            });
            check.round();
            laws();
        }
    }

    /** What holds after settling. */
    void settled() {
        for (var vm : vms.all()) {
            var next = Vm.of(vm.metadata(), vm.spec(), vm.facts()).next();
            if (next instanceof Action.Return(var node)) {
                assertThat(scheduler.room(node)).as("%s waits though there is room", vm.uid()).isZero();
                assertThat(scheduler.parked(vm.uid())).isTrue();
                continue;
            }
            assertThat(vm.facts().preempted()).as("%s is to go, and goes", vm.uid())
                    .matches(now -> now.isEmpty() || vm.facts().is(VmFacts.Stage.PARKED));
            assertThat(next).as("%s: %s, %s", vm.uid(), vm.spec().runStrategy(), vm.facts())
                    .isInstanceOf(Action.Settled.class);
            var runs = nodes.values().stream().anyMatch(node -> node.runs(vm.uid()));
            assertThat(vm.status().powerState())
                    .isEqualTo(vm.facts().frozen() && runs ? "Paused" : runs ? "On" : "Off");
            var paused = nodes.values().stream().anyMatch(node -> node.paused(vm.uid()));
            assertThat(paused).as("%s is paused as asked", vm.uid()).isEqualTo(runs && vm.facts().frozen());
            if (vm.spec().runStrategy() == VmSpec.RunStrategy.ALWAYS) {
                assertThat(runs).as("%s is Always", vm.uid()).isTrue();
            }
        }
        var placed = new TreeMap<String, String>();
        vms.all().forEach(vm -> vm.facts().place().ifPresent(place -> placed.put(vm.uid(), place.node())));
        assertThat(scheduler.claims()).as("claims are placements").isEqualTo(placed);
    }

    /** Everything that is kept, for comparing. */
    String picture() {
        return vms.all() + " " + scheduler.claims();
    }

    void reconcileAll() {
        vms.all().forEach(vm -> reconcile(vm.uid()));
    }
}
