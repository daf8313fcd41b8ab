package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Rows under headers, printed as kubectl does: columns padded to their widest cell and three blanks.
 *
 * @param headers as the server names them
 */
public record Table(List<String> headers, List<List<String>> rows) {

    private static final int GAP = 3;
    private static final int LEAST = 6;

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The same table with a column in front. */
    public Table prepend(String header, List<String> cells) {
        List<List<String>> wider = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> cellsOfRow = new ArrayList<>(rows.get(row).size() + 1);
            cellsOfRow.add(cells.get(row));
            cellsOfRow.addAll(rows.get(row));
            wider.add(cellsOfRow);
        }
        List<String> all = new ArrayList<>(headers.size() + 1);
        all.add(header);
        all.addAll(headers);
        return new Table(all, wider);
    }

    /** The same table with a column at the end. */
    public Table append(String header, List<String> cells) {
        List<List<String>> wider = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> cellsOfRow = new ArrayList<>(rows.get(row));
            cellsOfRow.add(cells.get(row));
            wider.add(cellsOfRow);
        }
        List<String> all = new ArrayList<>(headers);
        all.add(header);
        return new Table(all, wider);
    }

    /** Widths of the columns, at least as wide as before: a watch keeps its columns in line. */
    public List<Integer> widths(List<Integer> before) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < headers.size(); column++) {
            int width = Math.max(LEAST, headers.get(column).length() + GAP);
            for (List<String> row : rows) {
                width = Math.max(width, width(cell(row, column)) + GAP);
            }
            widths.add(column < before.size() ? Math.max(width, before.get(column)) : width);
        }
        return widths;
    }

    public String header(List<Integer> widths) {
        return line(headers.stream().map(header -> header.toUpperCase(Locale.ROOT)).toList(), widths,
                UnaryOperator.identity());
    }

    /** The rows as lines; {@code paint} may colour a padded cell. */
    public List<String> lines(List<Integer> widths, UnaryOperator<String> paint) {
        return rows.stream().map(row -> line(row, widths, paint)).toList();
    }

    /** Header and rows. */
    public List<String> text() {
        List<Integer> widths = widths(List.of());
        List<String> text = new ArrayList<>();
        text.add(header(widths));
        text.addAll(lines(widths, UnaryOperator.identity()));
        return text;
    }

    private String line(List<String> cells, List<Integer> widths, UnaryOperator<String> paint) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < headers.size(); column++) {
            String text = cell(cells, column);
            line.append(paint.apply(text));
            if (column < headers.size() - 1) {
                line.repeat(' ', widths.get(column) - width(text));
            }
        }
        return line.toString();
    }

    private static String cell(List<String> cells, int column) {
        return column < cells.size() ? Safe.text(cells.get(column)) : "";
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
