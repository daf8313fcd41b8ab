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
            case START -> new Deed.Start();
            case STOP -> new Deed.Stop();
            case RESTART -> new Deed.Restart();
            case PAUSE -> new Deed.Pause();
            case RESUME -> new Deed.Resume();
        };
    }
}
