package io.cairn.vm.domain;

/** The names of what can be done to a machine; what they mean is in {@link Deed}. */
public enum Act {
    START,
    STOP,
    RESTART,
    PAUSE,
    RESUME;

    public Deed deed() {
        return switch (this) {
            case START -> Deed.START;
            case STOP -> Deed.STOP;
            case RESTART -> Deed.RESTART;
            case PAUSE -> Deed.PAUSE;
            case RESUME -> Deed.RESUME;
        };
    }
}
