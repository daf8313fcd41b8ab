package io.cairn.bench.openb;

import io.cairn.bench.trace.Table;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.Shape;
import io.cairn.scheduler.domain.policy.Workload;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A fleet and a list of tasks in the format of openb.
 *
 * @param tasks in order of their names
 */
record Openb(String workload, List<Host> hosts, List<Task> tasks) {
    static final String GPU = "gpu";

    /** A node of the list. */
    record Host(Resources capacity, int gpus, String model) {
        Node named(String name) {
            return Node.of(name, capacity)
                    .withDevices(IntStream.range(0, gpus)
                            .mapToObj(i -> Device.of("0000:%02x:00.0".formatted(i), GPU, model))
                            .toList());
        }
    }

    /** @param gpuMilli thousandths of GPUs that it asks for */
    record Task(Request request, Shape shape, int gpuMilli) {}

    static Openb read(Path nodes, Path list) {
        return new Openb(name(list), readNodes(Table.read(nodes)), readTasks(Table.read(list)));
    }

    private static String name(Path list) {
        return list.getFileName().toString().replaceFirst("^openb_pod_list_", "").replaceFirst("\\.csv(\\.gz)?$", "");
    }

    private static List<Host> readNodes(Table table) {
        int cpu = table.column("cpu_milli");
        int memory = table.column("memory_mib");
        int gpu = table.column("gpu");
        int model = table.column("model");
        return table.rows()
                .stream()
                .map(row -> new Host(resources(Table.whole(row, cpu), Table.whole(row, memory)),
                        Table.whole(row, gpu), Table.text(row, model)))
                .toList();
    }

    private static Resources resources(int cpuMilli, long memoryMib) {
        return new Resources(cpuMilli, 0, memoryMib, 0, 0, 0, 0);
    }

    private static List<Task> readTasks(Table table) {
        int name = table.column("name");
        int cpu = table.column("cpu_milli");
        int memory = table.column("memory_mib");
        int gpus = table.column("num_gpu");
        int milli = table.column("gpu_milli");
        int spec = table.has("gpu_spec") ? table.column("gpu_spec") : Integer.MAX_VALUE;
        return table.rows()
                .stream()
                .sorted(Comparator.comparing(row -> Table.text(row, name)))
                .map(row -> task(resources(Table.whole(row, cpu), Table.whole(row, memory)), Table.whole(row, gpus),
                        Table.whole(row, milli), Table.text(row, spec)))
                .toList();
    }

    private static Task task(Resources resources, int gpus, int milli, String spec) {
        var models = spec.isEmpty() ? List.<String>of() : List.of(spec.split("\\|"));
        int each = gpus == 0 ? 0 : gpus > 1 ? DeviceShare.WHOLE : milli;
        var shape = new Shape(resources.cpuMilli(), resources.memoryMib(), gpus, each, Set.copyOf(models));
        var request = Request.of(resources);
        return new Task(gpus == 0 ? request : request.withDevices(ask(gpus, each, models)), shape, shape.deviceMilli());
    }

    /** Models that will do are as good as each other. */
    private static DeviceAsk ask(int gpus, int milli, List<String> models) {
        var choices = (models.isEmpty() ? List.of("") : models).stream()
                .map(model -> new DeviceAsk.Choice(model, gpus))
                .toList();
        return new DeviceAsk(GPU, choices, milli, DeviceAsk.Near.ANYWHERE, true);
    }

    /** Thousandths of GPUs. */
    long capacity() {
        return hosts.stream().mapToLong(host -> (long) host.gpus() * DeviceShare.WHOLE).sum();
    }

    /** All that will be asked, for policies that are told beforehand. */
    Workload wanted() {
        return Workload.of(tasks.stream().map(Task::shape).toList());
    }

    /** The share of all GPUs that is of a model. */
    Map<String, Double> models() {
        var shares = new HashMap<String, Double>();
        hosts.forEach(
                host -> shares.merge(host.model(), (double) host.gpus() * DeviceShare.WHOLE / capacity(), Double::sum));
        return shares;
    }
}
