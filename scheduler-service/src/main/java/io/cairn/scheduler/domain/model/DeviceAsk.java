package io.cairn.scheduler.domain.model;

import java.util.List;

/**
 * Devices that a machine asks for, in one of several ways: "1 x H200 or 2 x L40S".
 *
 * @param choices in order of preference; a node with an earlier one always wins over one with a later one
 * @param shares thousandths of each device; below {@link DeviceShare#WHOLE} for one device only
 * @param near what all of them must have in common
 * @param alike the choices are as good as each other: the policy decides
 */
public record DeviceAsk(String deviceClass, List<Choice> choices, int shares, Near near, boolean alike) {
    /** Of choices, so that a request stays small. */
    public static final int MOST_CHOICES = 8;

    /**
     * @param model empty means any of the class
     */
    public record Choice(String model, int count) {}

    /** What devices must share; whatever is asked, closer ones are taken first. */
    public enum Near {
        ANYWHERE,
        NUMA,
        SWITCH,
        FABRIC;

        /** What a device shares with its neighbours; empty if it has none. */
        public String of(Device device) {
            return switch (this) {
                case ANYWHERE -> "node";
                case NUMA -> device.numaNode() < 0 ? "" : "numa" + device.numaNode();
                case SWITCH -> device.pcieSwitch();
                case FABRIC -> device.fabric();
            };
        }
    }

    public DeviceAsk {
        choices = List.copyOf(choices);
        if (choices.isEmpty() || choices.size() > MOST_CHOICES) {
            throw new IllegalArgumentException("Devices of class %s need 1 to %d choices, not %d".formatted(deviceClass,
                    MOST_CHOICES, choices.size()));
        }
        if (shares < 1 || shares > DeviceShare.WHOLE) {
            throw new IllegalArgumentException("A share of a device of class %s is 1 to %d thousandths, not %d"
                    .formatted(deviceClass, DeviceShare.WHOLE, shares));
        }
        var most = shares < DeviceShare.WHOLE ? 1 : Integer.MAX_VALUE;
        if (choices.stream().anyMatch(choice -> choice.count() < 1 || choice.count() > most)) {
            throw new IllegalArgumentException("Ask for at least one whole device of class %s, or for a share of one"
                    .formatted(deviceClass));
        }
    }

    public DeviceAsk(String deviceClass, List<Choice> choices, int shares, Near near) {
        this(deviceClass, choices, shares, near, false);
    }

    public static DeviceAsk whole(String deviceClass, String model, int count) {
        return new DeviceAsk(deviceClass, List.of(new Choice(model, count)), DeviceShare.WHOLE, Near.ANYWHERE);
    }

    public static DeviceAsk share(String deviceClass, String model, int shares) {
        return new DeviceAsk(deviceClass, List.of(new Choice(model, 1)), shares, Near.ANYWHERE);
    }

    public boolean shared() {
        return shares < DeviceShare.WHOLE;
    }
}
