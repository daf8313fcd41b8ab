package io.cairn.scheduler.domain.model;

/**
 * A device of a node, or a part of one.
 *
 * @param shares thousandths; a whole device is {@link #WHOLE}
 */
public record DeviceShare(String address, int shares) {
    public static final int WHOLE = 1_000;

    public DeviceShare {
        if (shares < 1 || shares > WHOLE) {
            throw new IllegalArgumentException(
                    "A share of device %s is 1 to %d thousandths, not %d".formatted(address, WHOLE, shares));
        }
    }

    public boolean whole() {
        return shares == WHOLE;
    }
}
