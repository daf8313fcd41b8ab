package io.cairn.image.application;

import io.cairn.image.domain.ImageDimension;
import java.util.Map;
import java.util.Optional;

/** The account of what images take. Every method joins the transaction that is open. */
public interface ImageAccount {
    /** Books that there is such an image. Throws {@link io.cairn.resource.domain.Refusal} if there are too many. */
    void create(String name);

    /** As {@link #create}, whatever the limit is, with the bytes that it has. Safe to repeat. */
    void take(String name, long bytes);

    /**
     * Books what an image holds instead of what it held before. Throws {@link io.cairn.resource.domain.Refusal} if it is
     * more and the limit forbids the difference.
     */
    void hold(String name, long bytes);

    /** The image is gone. */
    void release(String name);

    /** Sets the limits; a dimension that is missing has none. */
    void limit(Map<ImageDimension, Long> hard);

    /** What is used. */
    Map<ImageDimension, Long> used();

    /** Takes back what is booked for images that are gone, and limits whose quota is gone. */
    void sweep();

    /** The name of another quota than the one named; empty if there is none. Nobody makes one meanwhile. */
    Optional<String> other(String quota);
}
