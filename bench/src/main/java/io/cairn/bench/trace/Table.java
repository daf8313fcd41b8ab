package io.cairn.bench.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A file of comma-separated values with a header and without quotes; plain, or compressed if it ends in .gz. */
public record Table(Path file, List<String> columns, List<String[]> rows) {

    public static Table read(Path file) {
        try (var in = Files.newInputStream(file);
                var plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
                var lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            var header = lines.readLine();
            if (header == null) {
                throw new IllegalArgumentException(file + " is empty: it needs a header line");
            }
            var columns = Arrays.asList(header.strip().split(",", -1));
            var rows = lines.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.strip().split(",", -1))
                    .toList();
            return new Table(file, columns, rows);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    public boolean has(String column) {
        return columns.contains(column);
    }

    /** The place of a column in each row. */
    public int column(String name) {
        int at = columns.indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException("%s has no column %s; it has %s".formatted(file, name, columns));
        }
        return at;
    }

    /** "" if the row ends before the column. */
    public static String text(String[] row, int column) {
        return column < row.length ? row[column] : "";
    }

    /** A number that may be written as 3.0; 0 if there is none. */
    public static double number(String[] row, int column) {
        var text = text(row, column);
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    public static int whole(String[] row, int column) {
        return (int) Math.round(number(row, column));
    }
}
