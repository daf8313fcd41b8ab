package io.cairn.bench.simulate;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Term;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What machines ask and how long they stay. Plain ones ask for 1 to 32 vCPUs with 2, 4 or 8 GiB each. A quarter of these
 * are constrained: to fast disks, to hosts of their own among 8 of a group, or evenly over the zones among 9. GPU machines
 * ask for 1 to 8 whole GPUs with 8 to 24 vCPUs and 64 to 192 GiB each. Half of all stay an hour on average, four tenths
 * six hours, one tenth thirty.
 */
public final class Demand {
    static final String GPU = "gpu";
    private static final double[] HOURS = {1, 6, 30};
    private static final double[] HOURS_SHARE = {0.5, 0.4, 0.1};
    private static final int[] VCPUS = {1, 2, 4, 8, 16, 32};
    private static final double[] VCPUS_SHARE = {0.3, 0.3, 0.2, 0.1, 0.07, 0.03};
    private static final int[] GIB_EACH = {2, 4, 8};
    private static final double[] GIB_SHARE = {0.3, 0.5, 0.2};
    private static final int[] GPUS = {1, 2, 4, 8};
    private static final double[] GPUS_SHARE = {0.5, 0.2, 0.15, 0.15};
    private static final int[] VCPUS_A_GPU = {8, 16, 24};
    private static final double[] THIRDS = {1 / 3.0, 1 / 3.0, 1 / 3.0};
    private static final int GROUP = 8;
    private static final int EVEN_GROUP = 9;

    private final SplittableRandom random;
    private final double gpuShare;
    private final double perHour;
    private int apart;
    private int even;

    /** @param hours how long it stays */
    public record Arrival(Request request, double hours) {}

    /**
     * @param perHour machines an hour at which the fleet would be just full: of vCPUs, and of GPUs
     * @param gpuShare how many of them ask for GPUs
     */
    private Demand(SplittableRandom random, double perHour, double gpuShare) {
        this.random = random;
        this.perHour = perHour;
        this.gpuShare = gpuShare;
    }

    /** For a fleet: as much of vCPUs as of GPUs. */
    public static Demand of(List<Node> fleet, long seed) {
        double cpus = fleet.stream().mapToLong(node -> node.capacity().cpuMilli() / 1000).sum();
        double gpus = fleet.stream().mapToLong(node -> node.devices().size()).sum();
        double stay = mean(HOURS, HOURS_SHARE);
        double gpusEach = mean(doubles(GPUS), GPUS_SHARE);
        double withGpus = gpus / (gpusEach * stay);
        double plain = (cpus - withGpus * stay * gpusEach * mean(doubles(VCPUS_A_GPU), THIRDS))
                / (mean(doubles(VCPUS), VCPUS_SHARE) * stay);
        return new Demand(new SplittableRandom(seed), plain + withGpus, withGpus / (plain + withGpus));
    }

    private static double[] doubles(int[] values) {
        return java.util.Arrays.stream(values).asDoubleStream().toArray();
    }

    private static double mean(double[] values, double[] shares) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * shares[i];
        }
        return sum;
    }

    /** Hours until the next machine comes, when the demand is this share of the fleet. */
    public double gap(double load) {
        return -Math.log(1 - random.nextDouble()) / (perHour * load);
    }

    public Arrival next() {
        var request = random.nextDouble() < gpuShare ? withGpus() : plain();
        double mean = HOURS[draw(HOURS_SHARE)];
        return new Arrival(request, -Math.log(1 - random.nextDouble()) * mean);
    }

    private int draw(double[] shares) {
        double left = random.nextDouble();
        for (int i = 0; i < shares.length - 1; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }

    private Request withGpus() {
        int count = GPUS[draw(GPUS_SHARE)];
        int vcpus = count * VCPUS_A_GPU[draw(THIRDS)];
        double lot = random.nextDouble();
        var model = lot < 0.6 ? "" : Hosts.MODELS.get(lot < 0.8 ? 0 : 1);
        return Request.of(Resources.of(vcpus, vcpus * 8L * 1024, 100_000))
                .withDevices(DeviceAsk.whole(GPU, model, count));
    }

    private Request plain() {
        int vcpus = VCPUS[draw(VCPUS_SHARE)];
        var request = Request.of(Resources.of(vcpus, vcpus * GIB_EACH[draw(GIB_SHARE)] * 1024L, 20_000));
        double lot = random.nextDouble();
        if (lot < 0.1) {
            return request.with(new Rules(Map.of(Hosts.DISK, "ssd"), List.of(), 0, 0));
        }
        if (lot < 0.2) {
            return grouped(request, "apart-" + apart++ / GROUP, true);
        }
        return lot < 0.25 ? grouped(request, "even-" + even++ / EVEN_GROUP, false) : request;
    }

    private static Request grouped(Request request, String group, boolean apart) {
        var match = Map.of("group", group);
        return request.with(new Owner("org", "ns"))
                .withLabels(match)
                .withTerms(apart ? new Term.AntiAffinity(Node.HOST, match, Term.REQUIRED)
                        : new Term.Spread(Hosts.ZONE, match, 1, Term.REQUIRED));
    }
}
