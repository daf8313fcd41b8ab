package io.cairn.resource.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An amount in the syntax of Kubernetes quantities, such as {@code 4Gi}, {@code 512M} or {@code 1.5Gi}. Keeps
 * what was written; two quantities are the same amount if {@link #bytes} are equal.
 *
 * @param text as written by the user
 * @param bytes the amount, 0 to 2^63-1, rounded up
 */
public record Quantity(String text, long bytes) {
    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?");
    private static final Map<String, Long> UNITS = Map.ofEntries(Map.entry("", 1L), Map.entry("k", 1_000L),
            Map.entry("M", 1_000_000L), Map.entry("G", 1_000_000_000L), Map.entry("T", 1_000_000_000_000L),
            Map.entry("P", 1_000_000_000_000_000L), Map.entry("Ki", 1L << 10), Map.entry("Mi", 1L << 20),
            Map.entry("Gi", 1L << 30), Map.entry("Ti", 1L << 40), Map.entry("Pi", 1L << 50));

    /** Empty if the text is not a quantity or does not fit in 63 bits. */
    public static Optional<Quantity> parse(String text) {
        var matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var unit = UNITS.get(Optional.ofNullable(matcher.group(2)).orElse(""));
        var amount = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit == null ? 1 : unit))
                .setScale(0,
                        RoundingMode.CEILING);
        return amount.toBigInteger().bitLength() > 63 ? Optional.empty()
                : Optional.of(new Quantity(text, amount.longValueExact()));
    }

    public static Quantity ofMebibytes(long mebibytes) {
        return new Quantity(mebibytes % 1024 == 0 ? mebibytes / 1024 + "Gi" : mebibytes + "Mi", mebibytes << 20);
    }

    /** Mebibytes, rounded up. */
    public long mebibytes() {
        return (bytes >> 20) + ((bytes & ((1 << 20) - 1)) == 0 ? 0 : 1);
    }
}
