package io.cairn.scheduler.domain.model;

/**
 * One of the alike pieces of room of a reservation: held for no machine yet, or taken by one.
 *
 * @param reservation its uid
 * @param number 1 to {@link #MOST}
 */
public record Piece(String reservation, int number) {
    /** Of a reservation: it is claimed at once. */
    public static final int MOST = 256;
    /** Label of what is held, by which it is told from machines; a tenant cannot set it. */
    public static final String LABEL = "scheduler.cairn.io/reservation";

    public Piece {
        if (reservation.isEmpty() || number < 1 || number > MOST) {
            throw new IllegalArgumentException("A piece has a reservation and a number from 1 to %d, not \"%s\" and %d"
                    .formatted(MOST, reservation, number));
        }
    }

    /** In place of a machine's uid while no machine has it. */
    public String holder() {
        return "reservation/%s/%d".formatted(reservation, number);
    }

    public boolean heldBy(String machine) {
        return machine.equals(holder());
    }
}
