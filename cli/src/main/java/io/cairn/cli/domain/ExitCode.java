package io.cairn.cli.domain;

/** What the process says to a script when it ends. Documented in {@code cairn --help}; never renumber. */
public enum ExitCode {
    OK(0),
    REFUSED(1),
    USAGE(2),
    NOT_FOUND(3),
    TIMEOUT(4),
    CONNECTION(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
