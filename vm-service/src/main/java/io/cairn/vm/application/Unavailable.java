package io.cairn.vm.application;

/** Another service could not be asked; it is tried again later. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
