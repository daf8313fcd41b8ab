package io.cairn.vm.application;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.application.Quotas.Holder;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.Power;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import java.util.List;
import java.util.Optional;

/**
 * Books machines. A new one is booked by its spec; when its image is pinned, which may need a bigger disk than the spec
 * names, the difference is booked too, and so it is when it is switched on or off. Of one that takes a piece of a
 * reservation the room is booked when it has done so, since that of the piece is booked until then. Throws
 * {@link io.cairn.resource.domain.Refusal} where a quota forbids it.
 */
public final class Accounting {
    private static final int PAGE = 500;

    private final Quotas quotas;
    private final InstanceTypes types;

    public Accounting(Quotas quotas, InstanceTypes types) {
        this.quotas = quotas;
        this.types = types;
    }

    public void create(ObjectKey machine, VmSpec spec) {
        bySpec(spec, Vm.wanted(spec, VmFacts.NONE)).ifPresent(charge -> quotas.charge(Holder.machine(machine), charge));
    }

    /** What was a piece of a reservation is its own now. */
    private static boolean tookPiece(VmSpec spec, VmFacts before, VmFacts after) {
        return spec.reservation().isPresent() && before.epoch() == 0 && after.epoch() > 0;
    }

    /** Whether its room is booked to a reservation, or to nobody as long as it has none. */
    private static boolean guest(VmSpec spec, VmFacts facts) {
        return spec.reservation().isPresent() && facts.epoch() == 0;
    }

    private Optional<Charge> bySpec(VmSpec spec, boolean running) {
        if (spec.reservation().isPresent()) {
            return Optional.of(Charge.guest(running));
        }
        var disk = spec.rootDisk().map(d -> d.size().mebibytes()).orElse(Pinning.DEFAULT_DISK_MIB);
        return spec.resources()
                .or(() -> spec.instanceType().flatMap(types::find))
                .map(size -> Charge.machine(size.cpus(), size.memory().mebibytes(), disk, spec.devices(), running));
    }

    /** Another spec of a machine that is there: its strategy may start it. */
    public void respecified(Metadata metadata, VmSpec before, VmSpec after, VmFacts facts) {
        var power = Power.of(metadata, after, facts);
        if (power != Power.of(metadata, before, facts)) {
            book(metadata, power, true);
        }
    }

    /** Other facts of a machine that is there. */
    public void changed(Metadata metadata, VmSpec spec, VmFacts before, VmFacts after) {
        if (tookPiece(spec, before, after)) {
            after.pinned()
                    .map(pinned -> Charge.room(pinned.cpus(), pinned.memoryMib(), pinned.diskMib(), spec.devices()))
                    .ifPresent(room -> quotas.note(Holder.machine(metadata.key()), room));
        } else if (before.pinned().isEmpty() && !guest(spec, after)) {
            after.pinned()
                    .ifPresent(pinned -> quotas.charge(Holder.machine(metadata.key()), Charge.pinned(pinned)));
        }
        var power = Power.of(metadata, spec, after);
        if (power != Power.of(metadata, spec, before)) {
            book(metadata, power, Power.asked(metadata, spec, before, after));
        }
    }

    private void book(Metadata metadata, Power power, boolean asked) {
        var holder = Holder.machine(metadata.key());
        switch (power) {
            case ON -> {
                if (asked) {
                    quotas.charge(holder, Charge.running(true));
                } else {
                    quotas.note(holder, Charge.running(true));
                }
            }
            case OFF -> quotas.note(holder, Charge.running(false));
            case UNDECIDED -> {
            }
        }
    }

    /** Books what was made before there was an account of it. */
    public void takeAll(Vms vms) {
        var page = vms.page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(vm -> whole(vm.metadata(), vm.spec(), vm.facts())
                    .ifPresent(charge -> quotas.take(Holder.machine(vm.key()), charge)));
            page = page.size() < PAGE ? List.of() : vms.page(page.getLast().uid(), PAGE);
        }
    }

    private Optional<Charge> whole(Metadata metadata, VmSpec spec, VmFacts facts) {
        var running = Power.of(metadata, spec, facts) != Power.OFF;
        return facts.pinned()
                .filter(_ -> !guest(spec, facts))
                .map(pinned -> Charge.machine(pinned.cpus(), pinned.memoryMib(), pinned.diskMib(), spec.devices(),
                        running))
                .or(() -> bySpec(spec, running));
    }
}
