package io.cairn.resource.domain;

import java.util.function.Function;

/**
 * A printer column of a kind: what {@code kubectl get} shows.
 *
 * @param type {@code string}, {@code integer}, {@code boolean} or {@code date}
 * @param wide shown only with {@code -o wide}
 * @param cell text of the cell; the empty string prints as {@code <none>}
 */
public record Column<S extends Record, F extends Record, T extends Record>(String name, String type, boolean wide,
        String description, Function<Resource<S, F, T>, String> cell) {}
