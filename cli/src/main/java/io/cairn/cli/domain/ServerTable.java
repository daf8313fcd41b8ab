package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@code meta.k8s.io/v1 Table} as the server sends it.
 *
 * @param columns with name and priority
 * @param rows cells and the object's metadata (or the object)
 */
public record ServerTable(List<ApiObject> columns, List<ApiObject> rows) {

    /** What to show of it. */
    public record Style(boolean wide, boolean namespace, boolean labels, String namePrefix) {}

    /** From a Table, or from a plain list or object of a server that makes none. */
    public static ServerTable of(ApiObject answer) {
        if ("Table".equals(answer.kind())) {
            return new ServerTable(answer.objects("columnDefinitions"), answer.objects("rows"));
        }
        List<ApiObject> objects = answer.kind().endsWith("List") ? answer.objects("items") : List.of(answer);
        List<ApiObject> rows = objects.stream()
                .map(object -> new ApiObject(Map.of("cells",
                        List.of(object.name(), object.text("metadata", "creationTimestamp")), "object",
                        object.fields())))
                .toList();
        return new ServerTable(List.of(column("Name"), column("Created At")), rows);
    }

    private static ApiObject column(String name) {
        return new ApiObject(Map.of("name", name, "priority", 0L));
    }

    /** This table and more rows; a later page or event may come without columns. */
    public ServerTable and(ServerTable more) {
        List<ApiObject> all = new ArrayList<>(rows);
        all.addAll(more.rows);
        return new ServerTable(columns.isEmpty() ? more.columns : columns, all);
    }

    public ServerTable withRows(List<ApiObject> others) {
        return new ServerTable(columns, others);
    }

    public Table shown(Style style) {
        List<Integer> visible = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            if (style.wide() || columns.get(column).number("priority") == 0) {
                visible.add(column);
            }
        }
        List<String> headers = visible.stream().map(column -> columns.get(column).text("name")).toList();
        Table table = new Table(headers, rows.stream().map(row -> cells(row, visible, style)).toList());
        if (style.namespace()) {
            table = table.prepend("Namespace",
                    rows.stream().map(row -> row.text("object", "metadata", "namespace")).toList());
        }
        return style.labels() ? table.append("Labels", rows.stream().map(ServerTable::labels).toList()) : table;
    }

    private static List<String> cells(ApiObject row, List<Integer> visible, Style style) {
        List<Object> cells = row.list("cells");
        List<String> text = new ArrayList<>();
        for (int column : visible) {
            String cell = column < cells.size() ? cells.get(column).toString() : "";
            String shown = cell.isEmpty() ? "<none>" : cell;
            text.add(column == 0 ? style.namePrefix() + shown : shown);
        }
        return text;
    }

    private static String labels(ApiObject row) {
        Map<String, Object> labels = new TreeMap<>(row.object("object", "metadata", "labels").fields());
        return labels.isEmpty()
                ? "<none>"
                : String.join(",", labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }
}
