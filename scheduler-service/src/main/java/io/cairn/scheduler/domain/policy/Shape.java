package io.cairn.scheduler.domain.policy;

import java.util.Set;

/**
 * What a machine asks, as far as policies care; machines of one shape score alike.
 *
 * @param cpuMilli thousandths of a core
 * @param devices how many
 * @param milli thousandths of each device; below 1000 only for one device, which it then shares
 * @param models of devices that will do; empty means any
 */
public record Shape(int cpuMilli, long memoryMib, int devices, int milli, Set<String> models) {

    public Shape {
        models = Set.copyOf(models);
        if (cpuMilli < 0 || memoryMib < 0 || devices < 0 || milli < 0 || milli > Room.WHOLE) {
            throw new IllegalArgumentException("A shape has no negative part and at most 1000 milli a device: "
                    + cpuMilli + " cpu, " + memoryMib + " MiB, " + devices + " x " + milli);
        }
        if (devices > 1 && milli < Room.WHOLE) {
            throw new IllegalArgumentException("Only one device can be shared, asked " + devices + " x " + milli);
        }
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

    Shape withoutMemory() {
        return new Shape(cpuMilli, 0, devices, milli, models);
    }
}
