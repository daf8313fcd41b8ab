package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** How much less of one amount, or what other layout on the host, a machine that fits nowhere would fit with. */
final class SmallerHints {
    /** NUMA nodes that a machine can be spread over. */
    private static final int MOST_CELLS = 8;

    private final Request request;
    private final Resources asked;
    private final Predicate<Request> fits;
    private final List<String> hints = new ArrayList<>();

    SmallerHints(Request request, Predicate<Request> fits) {
        this.request = request;
        this.asked = request.resources();
        this.fits = fits;
    }

    List<String> all() {
        layout();
        amount("%d MiB of memory instead of %d MiB", asked.memoryMib(), this::memory);
        amount("%d vCPUs instead of %d", asked.cpuMilli() / 1_000, cpus -> cpus((int) cpus * 1_000, 0));
        amount("%d dedicated CPUs instead of %d", asked.dedicatedCpus(), cpus -> cpus(0, (int) cpus));
        amount("%d pages of 2 MiB instead of %d", asked.hugepages2Mi(), pages -> pages(asked.memoryMib(), (int) pages,
                0));
        amount("%d pages of 1 GiB instead of %d", asked.hugepages1Gi(), pages -> pages(asked.memoryMib(), 0,
                (int) pages));
        amount("a disk of %d MiB instead of %d MiB", asked.diskMib(), this::disk);
        amount("networkBandwidth of %dM instead of %dM", asked.bandwidthMbps(), this::bandwidth);
        if (asked.bandwidthMbps() > 0 && fits.test(bandwidth(0))) {
            hints.add("It fits without networkBandwidth");
        }
        return List.copyOf(hints);
    }

    private void layout() {
        var cells = request.rules().numaCells();
        if (cells > 0) {
            IntStream.rangeClosed(cells + 1, MOST_CELLS)
                    .filter(more -> fits.test(spanning(more)))
                    .findFirst()
                    .ifPresent(more -> hints.add("It fits if numa.maxNodes is %d instead of %d".formatted(more,
                            cells)));
        }
        if (asked.dedicatedCpus() > 0 && fits.test(cpus(asked.cpuMilli() + asked.dedicatedCpus() * 1_000, 0))) {
            hints.add("It fits without dedicatedCpuPlacement");
        }
        var paged = asked.hugepages2Mi() * 2L + asked.hugepages1Gi() * 1_024L;
        if (paged > 0 && fits.test(pages(asked.memoryMib() + paged, 0, 0))) {
            hints.add("It fits without hugepages");
        }
    }

    private void amount(String words, long amount, LongFunction<Request> with) {
        most(amount, fits, with).ifPresent(less -> hints.add("It fits with " + words.formatted(less, amount)));
    }

    private Request spanning(int cells) {
        return request.with(request.rules().withCells(cells));
    }

    private Request cpus(int cpuMilli, int dedicated) {
        return request.with(new Resources(cpuMilli, dedicated, asked.memoryMib(), asked.hugepages2Mi(), asked
                .hugepages1Gi(), asked.diskMib(), asked.bandwidthMbps()));
    }

    private Request memory(long mib) {
        return pages(mib, asked.hugepages2Mi(), asked.hugepages1Gi());
    }

    private Request pages(long memoryMib, int of2Mi, int of1Gi) {
        return request.with(new Resources(asked.cpuMilli(), asked.dedicatedCpus(), memoryMib, of2Mi, of1Gi, asked
                .diskMib(), asked.bandwidthMbps()));
    }

    private Request disk(long mib) {
        return request.with(new Resources(asked.cpuMilli(), asked.dedicatedCpus(), asked.memoryMib(), asked
                .hugepages2Mi(), asked.hugepages1Gi(), mib, asked.bandwidthMbps()));
    }

    private Request bandwidth(long mbps) {
        return request.with(asked.withBandwidth((int) mbps));
    }

    /** The largest amount from 1 to less than what was asked that fits. */
    static OptionalLong most(long asked, Predicate<Request> fits, LongFunction<Request> with) {
        if (asked < 2 || !fits.test(with.apply(1))) {
            return OptionalLong.empty();
        }
        var fitting = 1L;
        var tooMuch = asked;
        while (tooMuch - fitting > 1) {
            var middle = (fitting + tooMuch) / 2;
            if (fits.test(with.apply(middle))) {
                fitting = middle;
            } else {
                tooMuch = middle;
            }
        }
        return OptionalLong.of(fitting);
    }
}
