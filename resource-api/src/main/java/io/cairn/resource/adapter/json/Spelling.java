package io.cairn.resource.adapter.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Spelling {
    private static final int MAX_LENGTH = 64;

    private Spelling() {}

    /** The word nearest to the one given, if it is near enough to be a slip. */
    public static Optional<String> nearest(String given, Collection<String> words) {
        if (given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        var limit = Math.max(1, given.length() / 3);
        return words.stream()
                .filter(word -> distance(given, word) <= limit)
                .min(Comparator.comparingInt(word -> distance(given, word)));
    }

    /** Levenshtein distance without regard to case. */
    private static int distance(String a, String b) {
        var left = a.toLowerCase(Locale.ROOT);
        var right = b.toLowerCase(Locale.ROOT);
        var row = new int[right.length() + 1];
        for (var j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (var i = 1; i <= left.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var above = row[j];
                var step = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + step);
                diagonal = above;
            }
        }
        return row[right.length()];
    }
}
