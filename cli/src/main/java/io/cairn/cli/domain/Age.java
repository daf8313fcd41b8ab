package io.cairn.cli.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How long ago, in the short form of kubectl: {@code 45s}, {@code 5m10s}, {@code 3h}, {@code 12d}. */
public final class Age {

    private Age() {}

    /** Age of a timestamp of the API; {@code <unknown>} if it is none. */
    public static String since(String timestamp, Instant now) {
        try {
            return of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeParseException notATime) {
            return "<unknown>";
        }
    }

    public static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 600) {
            return pair(seconds / 60, "m", seconds % 60, "s");
        }
        long minutes = seconds / 60;
        if (minutes < 180) {
            return minutes + "m";
        }
        if (minutes < 480) {
            return pair(minutes / 60, "h", minutes % 60, "m");
        }
        long hours = minutes / 60;
        if (hours < 48) {
            return hours + "h";
        }
        if (hours < 192) {
            return pair(hours / 24, "d", hours % 24, "h");
        }
        long days = hours / 24;
        return days < 730 ? days + "d" : pair(days / 365, "y", days % 365, "d");
    }

    private static String pair(long big, String bigUnit, long small, String smallUnit) {
        return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
    }
}
