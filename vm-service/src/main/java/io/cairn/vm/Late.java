package io.cairn.vm;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is set once, after those that refer to it were made. */
final class Late<T> implements Supplier<T> {
    private volatile Optional<T> value = Optional.empty();

    T set(T given) {
        value = Optional.of(given);
        return given;
    }

    @Override
    public T get() {
        return value.orElseThrow(() -> new IllegalStateException("Used before it was set"));
    }
}
