package io.cairn.cli.domain;

/** JSON's {@code null} in a tree of maps and lists, so that no Java null travels in one. */
public enum Nothing {
    NOTHING;

    @Override
    public String toString() {
        return "<none>";
    }
}
