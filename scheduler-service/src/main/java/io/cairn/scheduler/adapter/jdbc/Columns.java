package io.cairn.scheduler.adapter.jdbc;

import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.support.SqlArrayValue;

/** Rows of a batch as columns, for {@code unnest}: one statement writes them all. */
final class Columns {
    private Columns() {}

    static <A> SqlArrayValue text(List<A> rows, Function<A, String> of) {
        return new SqlArrayValue("text", rows.stream().map(of).toArray());
    }

    static SqlArrayValue text(List<String> values) {
        return new SqlArrayValue("text", values.toArray());
    }

    static <A> SqlArrayValue integer(List<A> rows, Function<A, Integer> of) {
        return new SqlArrayValue("integer", rows.stream().map(of).toArray());
    }

    static <A> SqlArrayValue bigint(List<A> rows, Function<A, Long> of) {
        return new SqlArrayValue("bigint", rows.stream().map(of).toArray());
    }

    static <A> SqlArrayValue bool(List<A> rows, Function<A, Boolean> of) {
        return new SqlArrayValue("boolean", rows.stream().map(of).toArray());
    }
}
