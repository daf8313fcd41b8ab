package io.cairn.cli.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of what there is: {@code 6/8 75%}. Pure. */
public record Share(String used, String whole) {

    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([A-Za-z]*)");
    private static final Map<String, BigDecimal> UNITS = Map.of("", BigDecimal.ONE, "m", new BigDecimal("0.001"), "Ki",
            two(10), "Mi", two(20), "Gi", two(30), "Ti", two(40), "k", ten(3), "M", ten(6), "G", ten(9), "T", ten(12));
    private static final BigDecimal HUNDRED = new BigDecimal(100);

    private static BigDecimal two(int power) {
        return BigDecimal.TWO.pow(power);
    }

    private static BigDecimal ten(int power) {
        return BigDecimal.TEN.pow(power);
    }

    /** A quantity of the API, such as 512Mi, as a number; empty if it is none. */
    public static Optional<BigDecimal> number(String quantity) {
        Matcher parts = FORM.matcher(quantity);
        if (!parts.matches() || !UNITS.containsKey(parts.group(2))) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(parts.group(1)).multiply(UNITS.getOrDefault(parts.group(2), BigDecimal.ONE)));
    }

    /** Without a percentage if it cannot be told. */
    public String text() {
        Optional<BigDecimal> one = number(used);
        Optional<BigDecimal> all = number(whole).filter(amount -> amount.signum() > 0);
        String pair = (used.isEmpty() ? "0" : used) + "/" + (whole.isEmpty() ? "-" : whole);
        return one.isEmpty() || all.isEmpty()
                ? pair
                : pair + " " + one.get().multiply(HUNDRED).divide(all.get(), 0, RoundingMode.HALF_UP) + "%";
    }
}
