package io.cairn.scheduler.domain.policy;

/** Numbers with a few significant bits, so that what is nearly alike is treated alike. */
final class Rounding {
    private Rounding() {}

    /** The least number that is not smaller and has at most so many significant bits; 5 of 2 bits is 6. */
    static long up(long value, int bits) {
        int dropped = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, value - 1)) - bits);
        long step = 1L << dropped;
        return (value + step - 1) / step * step;
    }
}
