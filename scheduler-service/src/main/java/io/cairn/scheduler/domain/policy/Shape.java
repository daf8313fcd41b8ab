package io.cairn.scheduler.domain.policy;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a machine asks, as far as policies care; machines of one shape score alike.
 *
 * @param cpuMilli thousandths of a core
 * @param devices how many, of the one class that is looked at
 * @param milli thousandths of each device; below 1000 only for one device, which it then shares
 * @param models of devices that will do; empty means any
 */
public record Shape(int cpuMilli, long memoryMib, long diskMib, int devices, int milli, Set<String> models) {
    /** An order that does not depend on who asked first. */
    static final Comparator<Shape> ORDER = Comparator.comparingInt(Shape::cpuMilli)
            .thenComparingLong(Shape::memoryMib)
            .thenComparingLong(Shape::diskMib)
            .thenComparingInt(Shape::devices)
            .thenComparingInt(Shape::milli)
            .thenComparing(shape -> String.join("|", new TreeSet<>(shape.models())));

    public Shape {
        models = Set.copyOf(models);
        if (cpuMilli < 0 || memoryMib < 0 || diskMib < 0 || devices < 0 || milli < 0 || milli > Room.WHOLE) {
            throw new IllegalArgumentException("A shape has no negative part and at most 1000 milli a device: "
                    + cpuMilli + " cpu, " + memoryMib + " MiB, " + diskMib + " MiB disk, " + devices + " x " + milli);
        }
        if (devices > 1 && milli < Room.WHOLE) {
            throw new IllegalArgumentException("Only one device can be shared, asked " + devices + " x " + milli);
        }
    }

    /** Without a disk. */
    public Shape(int cpuMilli, long memoryMib, int devices, int milli, Set<String> models) {
        this(cpuMilli, memoryMib, 0, devices, milli, models);
    }

    public boolean shares() {
        return devices == 1 && milli < Room.WHOLE;
    }

    /** Thousandths of devices in total. */
    public int deviceMilli() {
        return devices * milli;
    }

    public boolean allows(String model) {
        return models.isEmpty() || models.contains(model);
    }

    /** With cores alone, as the published policies see it. */
    Shape withoutMemory() {
        return new Shape(cpuMilli, 0, 0, devices, milli, models);
    }

    /** With amounts of so many significant bits, rounded up: shapes that differ by little become one. */
    Shape rounded(int bits) {
        return new Shape((int) Rounding.up(cpuMilli, bits), Rounding.up(memoryMib, bits), Rounding.up(diskMib, bits),
                devices, milli, models);
    }
}
