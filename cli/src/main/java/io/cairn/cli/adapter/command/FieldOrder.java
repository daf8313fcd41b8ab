package io.cairn.cli.adapter.command;

import java.math.BigDecimal;
import java.util.Optional;

/** Order of field values: absent first, numbers by size, everything else as text. */
final class FieldOrder {

    private FieldOrder() {}

    static int compare(Optional<Object> one, Optional<Object> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isPresent(), other.isPresent());
        }
        if (one.get() instanceof Number a && other.get() instanceof Number b) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
        }
        return one.get().toString().compareTo(other.get().toString());
    }
}
