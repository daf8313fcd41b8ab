package io.cairn.vm.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is booked to a quota.
 *
 * @param amounts by dimension; what is not named stays as it was booked
 * @param anyModel classes of which any model will do, so that no limit of a model can be held
 */
public record Charge(Map<Dimension, Long> amounts, List<Dimension> anyModel) {
    /** One operation that has not ended. */
    public static final Charge OPERATION = new Charge(Map.of(Dimension.OPERATIONS, 1L), List.of());

    public Charge {
        amounts = Map.copyOf(amounts);
        anyModel = List.copyOf(anyModel);
    }

    /** A whole machine: its disk stands and its devices are kept for it whether it runs or not. */
    public static Charge machine(long cpus, long memoryMib, long diskMib, List<VmSpec.DeviceSpec> devices,
            boolean running) {
        var amounts = new TreeMap<Dimension, Long>();
        amounts.put(Dimension.MACHINES, 1L);
        amounts.put(Dimension.RUNNING, running ? 1L : 0L);
        amounts.put(Dimension.CPUS, cpus);
        amounts.put(Dimension.MEMORY, memoryMib);
        amounts.put(Dimension.DISK, diskMib);
        var anyModel = new TreeSet<Dimension>();
        devices.forEach(device -> add(device, amounts, anyModel));
        return new Charge(amounts, List.copyOf(anyModel));
    }

    /** What a machine counts for before it has taken its piece of a reservation, whose room is booked already. */
    public static Charge guest(boolean running) {
        return new Charge(Map.of(Dimension.MACHINES, 1L, Dimension.RUNNING, running ? 1L : 0L), List.of());
    }

    /** The room of a machine that is none. */
    public static Charge room(long cpus, long memoryMib, long diskMib, List<VmSpec.DeviceSpec> devices) {
        var machine = machine(cpus, memoryMib, diskMib, devices, false);
        var amounts = new TreeMap<>(machine.amounts);
        amounts.remove(Dimension.MACHINES);
        amounts.remove(Dimension.RUNNING);
        return new Charge(amounts, machine.anyModel);
    }

    /** As many of them. */
    public Charge times(long count) {
        var all = new TreeMap<>(amounts);
        all.replaceAll((_, amount) -> amount * count);
        return new Charge(all, anyModel);
    }

    /** Only what pinning may have changed. */
    public static Charge pinned(VmFacts.Pinned pinned) {
        return new Charge(Map.of(Dimension.CPUS, (long) pinned.cpus(), Dimension.MEMORY, pinned.memoryMib(),
                Dimension.DISK, pinned.diskMib()), List.of());
    }

    public static Charge running(boolean running) {
        return new Charge(Map.of(Dimension.RUNNING, running ? 1L : 0L), List.of());
    }

    /** Which of the alternatives it will be is not known yet: it counts with each of them, and with the largest in all. */
    private static void add(VmSpec.DeviceSpec device, Map<Dimension, Long> amounts, TreeSet<Dimension> anyModel) {
        var whole = Dimension.devices(device.class_());
        var each = device.sharePercent().map(Integer::longValue).orElse(Dimension.WHOLE_DEVICE);
        var most = (long) device.count();
        if (device.model().isEmpty()) {
            anyModel.add(whole);
        } else {
            amounts.merge(Dimension.devices(device.class_(), device.model().get()), device.count() * each, Long::sum);
        }
        for (var choice : device.alternatives()) {
            amounts.merge(Dimension.devices(device.class_(), choice.model()), choice.count() * each, Long::sum);
            most = Math.max(most, choice.count());
        }
        amounts.merge(whole, most * each, Long::sum);
    }
}
