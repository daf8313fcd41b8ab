package io.cairn.cli.application;

import java.util.Optional;

/** Keeps texts between two runs of the program; may forget them. */
public interface Shelf {

    /** A text that was put there a short while ago. */
    Optional<String> take(String key);

    void put(String key, String text);
}
