package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Screen;
import io.cairn.cli.domain.ServerTable;
import io.cairn.cli.domain.Table;
import java.util.List;

/** Prints rows under one line of headers, also when they come one after the other. */
final class Rows {

    private final Screen screen;
    private final ServerTable.Style style;
    private boolean headerWanted;
    private List<Integer> widths = List.of();

    Rows(Screen screen, ServerTable.Style style, boolean headers) {
        this.screen = screen;
        this.style = style;
        this.headerWanted = headers;
    }

    void print(ServerTable rows) {
        Table table = rows.shown(style);
        widths = table.widths(widths);
        if (headerWanted) {
            screen.out(screen.paint(Screen.Tone.STRONG, table.header(widths)));
            headerWanted = false;
        }
        table.lines(widths, cell -> Words.painted(screen, cell)).forEach(screen::out);
    }
}
