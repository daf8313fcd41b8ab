package io.cairn.node.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a machine's vCPUs and memory lie on those of this host.
 *
 * @param dedicatedCpus each vCPU has a logical CPU for itself
 * @param hugepageMib size of the pages of its memory, MiB; 0 for ordinary ones
 * @param cells NUMA nodes that CPUs and memory come from, an equal part from each; none if that does not matter
 */
public record Layout(boolean dedicatedCpus, int hugepageMib, List<Integer> cells) {
    public static final Layout SHARED = new Layout(false, 0, List.of());

    public Layout {
        cells = List.copyOf(cells);
    }

    /** What was noted before there was such a thing is shared. */
    static Layout noted(@Nullable Layout layout) {
        return layout == null ? SHARED : layout;
    }
}
