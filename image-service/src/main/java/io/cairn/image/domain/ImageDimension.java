package io.cairn.image.domain;

import io.cairn.resource.domain.Quantity;
import java.util.Locale;

/** What the quota of images counts, in the order in which it is locked. */
public enum ImageDimension {
    /** What they hold in the blob store, with uploads that are under way. */
    BYTES,
    /** How many there are. */
    IMAGES;

    /** As the API spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An amount for people. */
    public String text(long amount) {
        return switch (this) {
            case BYTES ->
                amount < 1 << 20 ? Long.toString(amount) : Quantity.ofMebibytes((amount - 1 >> 20) + 1).text();
            case IMAGES -> Long.toString(amount);
        };
    }

    /** How to get below the limit. */
    public String wayOut() {
        return switch (this) {
            case BYTES ->
                "Delete images that are not needed, send a smaller file (qemu-img convert -c -O qcow2), or raise "
                        + "the limit: kubectl edit imagequotas";
            case IMAGES -> "Delete images that are not needed, or raise the limit: kubectl edit imagequotas";
        };
    }
}
