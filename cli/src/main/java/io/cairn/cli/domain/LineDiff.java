package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;

/** What differs between two texts, line by line, with a few lines around. Pure. */
public final class LineDiff {

    private static final int AROUND = 3;
    /** Beyond this the middle is shown as replaced: the table of a comparison grows with the square. */
    private static final int MOST = 4_000;

    private LineDiff() {}

    /** Lines that begin with a blank, + or -; {@code ...} stands for lines left out. Empty if nothing differs. */
    public static List<String> between(List<String> before, List<String> after) {
        List<String> all = before.size() > MOST || after.size() > MOST ? replaced(before, after)
                : merged(before, after);
        return all.stream().allMatch(line -> line.startsWith(" ")) ? List.of() : shortened(all);
    }

    private static List<String> replaced(List<String> before, List<String> after) {
        List<String> all = new ArrayList<>();
        if (!before.equals(after)) {
            before.forEach(line -> all.add("-" + line));
            after.forEach(line -> all.add("+" + line));
        }
        return all;
    }

    /** By the longest common subsequence. */
    private static List<String> merged(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> all = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                all.add(" " + before.get(i++));
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                all.add("-" + before.get(i++));
            } else {
                all.add("+" + after.get(j++));
            }
        }
        return all;
    }

    private static List<String> shortened(List<String> all) {
        List<String> shown = new ArrayList<>();
        boolean left = false;
        for (int at = 0; at < all.size(); at++) {
            boolean near = false;
            for (int k = Math.max(0, at - AROUND); k <= Math.min(all.size() - 1, at + AROUND); k++) {
                near |= !all.get(k).startsWith(" ");
            }
            if (near) {
                shown.add(all.get(at));
            } else if (!left) {
                shown.add("...");
            }
            left = !near;
        }
        return shown;
    }
}
