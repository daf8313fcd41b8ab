package io.cairn.vm.domain.reservation;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of the alike pieces of a reservation.
 *
 * @param reservation its uid
 * @param number from 1
 */
public record Piece(String reservation, int number) {
    private static final Pattern HOLDER = Pattern.compile("reservation/([^/]+)/([1-9][0-9]{0,2})");

    /** The name under which the scheduler knows it while no machine has it. */
    public String holder() {
        return "reservation/%s/%d".formatted(reservation, number);
    }

    /** Empty if it is the uid of a machine. */
    public static Optional<Piece> held(String uid) {
        var matcher = HOLDER.matcher(uid);
        return matcher.matches() ? Optional.of(new Piece(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
