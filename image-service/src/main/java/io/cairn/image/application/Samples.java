package io.cairn.image.application;

/** Which sample images the cloud was given; one that its operator has deleted does not come back. */
public interface Samples {
    /** True the first time that it is asked for a name. */
    boolean first(String name);
}
