package io.cairn.cli.domain;

import java.time.Duration;
import java.util.Locale;

/**
 * How far a transfer is, for people. Pure.
 *
 * @param resumedAt how much was there before this run
 */
public record Transfer(long resumedAt, long done, long length, Duration took) {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double STEP = 1024;

    public String line() {
        int percent = length == 0 ? 100 : (int) (done * 100 / length);
        return new Progress(percent).bar() + " " + size(done) + " of " + size(length) + speed();
    }

    private String speed() {
        double seconds = took.toMillis() / 1000.0;
        return seconds < 1 ? "" : ", " + size((long) ((done - resumedAt) / seconds)) + "/s";
    }

    /** {@code 1.5 GiB}. */
    public static String size(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B"
                : String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount,
                        UNITS[unit]);
    }
}
