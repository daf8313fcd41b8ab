package io.cairn.cli.domain;

/** A bar for work whose share done is known. Pure. */
public record Progress(int percent) {

    private static final int WIDTH = 24;

    public String bar() {
        int filled = Math.clamp(percent, 0, 100) * WIDTH / 100;
        return "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + Math.clamp(percent, 0, 100) + "%";
    }
}
