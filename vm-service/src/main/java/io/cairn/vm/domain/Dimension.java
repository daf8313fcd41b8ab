package io.cairn.vm.domain;

import io.cairn.resource.domain.Quantity;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * What a quota counts. Devices have a dimension for each class and one for each model of it, such as {@code devices.gpu}
 * and {@code devices.gpu.nvidia-h200}.
 *
 * @param word as the API spells it
 */
public record Dimension(String word) implements Comparable<Dimension> {
    public static final Dimension MACHINES = new Dimension("machines");
    public static final Dimension RUNNING = new Dimension("running");
    public static final Dimension CPUS = new Dimension("cpus");
    public static final Dimension MEMORY = new Dimension("memory");
    public static final Dimension DISK = new Dimension("disk");
    public static final Dimension OPERATIONS = new Dimension("operations");

    /** Those that every scope has, in the order in which they are shown; devices come behind them. */
    public static final List<Dimension> FIXED = List.of(MACHINES, RUNNING, CPUS, MEMORY, DISK, OPERATIONS);

    /** Devices are counted in hundredths, because one can be shared. */
    public static final long WHOLE_DEVICE = 100;

    private static final String DEVICES = "devices.";

    /** @param name a class, or a class, a dot and a model */
    public static Dimension devices(String name) {
        return new Dimension(DEVICES + name);
    }

    public static Dimension devices(String deviceClass, String model) {
        return devices(deviceClass + "." + model);
    }

    public boolean ofDevices() {
        return word.startsWith(DEVICES);
    }

    /** True if this counts one model of what the other counts. */
    public boolean modelOf(Dimension deviceClass) {
        return deviceClass.ofDevices() && word.startsWith(deviceClass.word + ".");
    }

    /** What comes behind the dimension of the class: the model. */
    public String modelIn(Dimension deviceClass) {
        return word.substring(deviceClass.word.length() + 1);
    }

    /** An amount for people. */
    public String text(long amount) {
        if (ofDevices()) {
            return BigDecimal.valueOf(amount, 2).stripTrailingZeros().toPlainString();
        }
        return equals(MEMORY) || equals(DISK) ? Quantity.ofMebibytes(amount).text() : Long.toString(amount);
    }

    /** How to get below a limit, for a refusal. */
    public String wayOut() {
        if (equals(RUNNING)) {
            return "Stop machines, or ask an operator for a higher limit";
        }
        if (equals(OPERATIONS)) {
            return "Wait until some have ended, delete those that are not wanted, or ask an operator for a higher limit";
        }
        return "Delete machines, ask for less, or ask an operator for a higher limit";
    }

    @Override
    public int compareTo(Dimension other) {
        return Comparator.comparingInt(Dimension::rank).thenComparing(Dimension::word).compare(this, other);
    }

    private int rank() {
        var place = FIXED.indexOf(this);
        return place < 0 ? FIXED.size() : place;
    }
}
