package io.cairn.cli.domain;

/** Text from elsewhere made safe for a terminal: a name or message must not move the cursor or set colours. */
public final class Safe {

    private Safe() {}

    /** One line: control characters are shown as their escape. */
    public static String text(String text) {
        if (text.codePoints().noneMatch(Safe::dangerous)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (dangerous(c)) {
                out.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\u%04x".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** Several lines: as {@link #text} with line ends kept. */
    public static String lines(String text) {
        return String.join("\n", text.lines().map(Safe::text).toList());
    }

    private static boolean dangerous(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }
}
