package io.cairn.bench.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lines over a pair of axes, as an SVG that is the same for the same numbers. */
public record Plot(String title, String across, String up, List<Line> lines) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 64;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 52;
    private static final int MOST_POINTS = 400;
    /** Told apart by people who cannot tell red from green, too. */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9",
            "#e69f00",
            "#000000");

    /** Points in order of x. */
    public record Line(String name, double[] x, double[] y) {}

    private record Range(double low, double high) {
        private static Range of(List<double[]> values) {
            double low = values.stream().flatMapToDouble(Arrays::stream).min().orElse(0);
            double high = values.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
            return high > low ? new Range(low, high) : new Range(low - 0.5, low + 0.5);
        }

        /** About six round numbers. */
        private double[] ticks() {
            double rough = (high - low) / 6;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = Arrays.stream(new double[]{1, 2, 5, 10})
                    .map(one -> one * power)
                    .filter(one -> one >= rough)
                    .findFirst()
                    .orElse(10 * power);
            var ticks = new ArrayList<Double>();
            for (double tick = Math.ceil(low / step) * step; tick <= high + step / 1000; tick += step) {
                ticks.add(tick);
            }
            return ticks.stream().mapToDouble(tick -> tick).toArray();
        }

        private double part(double value) {
            return (value - low) / (high - low);
        }
    }

    public void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, svg(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    String svg() {
        var x = Range.of(lines.stream().map(Line::x).toList());
        var y = Range.of(lines.stream().map(Line::y).toList());
        var out = new StringBuilder();
        add(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                + "font-size=\"12\">%n", WIDTH, HEIGHT);
        add(out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", WIDTH, HEIGHT);
        text(out, WIDTH / 2.0 - RIGHT / 2.0 + LEFT / 2.0, 22, "middle", title, " font-size=\"15\"");
        axes(out, x, y);
        for (int i = 0; i < lines.size(); i++) {
            line(out, lines.get(i), COLOURS.get(i % COLOURS.size()), i, x, y);
        }
        return out.append("</svg>\n").toString();
    }

    private void axes(StringBuilder out, Range x, Range y) {
        for (double tick : x.ticks()) {
            add(out, "<line x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\" stroke=\"#dddddd\"/>%n", atX(x, tick),
                    TOP, HEIGHT - BOTTOM);
            text(out, atX(x, tick), HEIGHT - BOTTOM + 18, "middle", number(tick), "");
        }
        for (double tick : y.ticks()) {
            add(out, "<line x1=\"%1$d\" y1=\"%2$.1f\" x2=\"%3$d\" y2=\"%2$.1f\" stroke=\"#dddddd\"/>%n", LEFT,
                    atY(y, tick), WIDTH - RIGHT);
            text(out, LEFT - 8, atY(y, tick) + 4, "end", number(tick), "");
        }
        add(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#444444\"/>%n", LEFT, TOP,
                WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
        text(out, LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - 14, "middle", across, "");
        text(out, 16, TOP + (HEIGHT - TOP - BOTTOM) / 2.0, "middle", up, " transform=\"rotate(-90 16 %d)\"".formatted(
                TOP + (HEIGHT - TOP - BOTTOM) / 2));
    }

    private static void line(StringBuilder out, Line line, String colour, int number, Range x, Range y) {
        int step = Math.max(1, line.x().length / MOST_POINTS);
        add(out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\" points=\"", colour);
        for (int i = 0; i < line.x().length; i += step) {
            add(out, "%.1f,%.1f ", atX(x, line.x()[i]), atY(y, line.y()[i]));
        }
        add(out, "\"/>%n");
        int at = TOP + 12 + 20 * number;
        add(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2.5\"/>%n",
                WIDTH - RIGHT + 12, at, WIDTH - RIGHT + 36, at, colour);
        text(out, WIDTH - RIGHT + 42, at + 4, "start", line.name(), "");
    }

    private static double atX(Range range, double value) {
        return LEFT + range.part(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double atY(Range range, double value) {
        return HEIGHT - BOTTOM - range.part(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        var text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("0$", "").replaceFirst("\\.0?$", "").replaceFirst("^-0$", "0");
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String words, String more) {
        add(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#222222\"%s>%s</text>%n", x, y, anchor, more,
                words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    private static void add(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }
}
