package io.cairn.cli.adapter.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 30d}; a bare number is seconds. */
final class Durations implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern
            .compile("(?:([0-9]{1,5})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,8})s?)?");

    @Override
    public Duration convert(String text) {
        Matcher parts = FORM.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time; write 90s, 5m, 1h30m or 30d");
        }
        return Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4));
    }

    private static long number(Matcher parts, int group) {
        return parts.group(group) instanceof String digits ? Long.parseLong(digits) : 0;
    }
}
