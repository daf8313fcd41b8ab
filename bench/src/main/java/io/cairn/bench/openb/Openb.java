package io.cairn.bench.openb;

import io.cairn.bench.trace.Table;
import io.cairn.scheduler.domain.policy.NodeClass;
import io.cairn.scheduler.domain.policy.Room;
import io.cairn.scheduler.domain.policy.Shape;
import io.cairn.scheduler.domain.policy.Workload;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A fleet and a list of tasks in the format of openb.
 *
 * @param tasks in order of their names
 */
record Openb(String workload, List<NodeClass> nodes, List<Shape> tasks) {

    static Openb read(Path nodes, Path list) {
        return new Openb(name(list), readNodes(Table.read(nodes)), readTasks(Table.read(list)));
    }

    private static String name(Path list) {
        return list.getFileName().toString().replaceFirst("^openb_pod_list_", "").replaceFirst("\\.csv(\\.gz)?$", "");
    }

    private static List<NodeClass> readNodes(Table table) {
        int cpu = table.column("cpu_milli");
        int memory = table.column("memory_mib");
        int gpu = table.column("gpu");
        int model = table.column("model");
        return table.rows()
                .stream()
                .map(row -> new NodeClass(Table.whole(row, cpu), Table.whole(row, memory), Table.whole(row, gpu),
                        Table.text(row, model)))
                .toList();
    }

    private static List<Shape> readTasks(Table table) {
        int name = table.column("name");
        int cpu = table.column("cpu_milli");
        int memory = table.column("memory_mib");
        int gpus = table.column("num_gpu");
        int milli = table.column("gpu_milli");
        int spec = table.has("gpu_spec") ? table.column("gpu_spec") : Integer.MAX_VALUE;
        return table.rows()
                .stream()
                .sorted(Comparator.comparing(row -> Table.text(row, name)))
                .map(row -> shape(Table.whole(row, cpu), Table.whole(row, memory), Table.whole(row, gpus),
                        Table.whole(row, milli), Table.text(row, spec)))
                .toList();
    }

    private static Shape shape(int cpu, int memory, int gpus, int milli, String spec) {
        Set<String> models = spec.isEmpty() ? Set.of() : Set.copyOf(List.of(spec.split("\\|")));
        return new Shape(cpu, memory, gpus, gpus == 0 ? 0 : gpus > 1 ? Room.WHOLE : milli, models);
    }

    /** Thousandths of GPUs. */
    long capacity() {
        return nodes.stream().mapToLong(node -> (long) node.devices() * Room.WHOLE).sum();
    }

    Workload wanted() {
        return Workload.of(tasks);
    }

    /** The share of all GPUs that is of a model. */
    Map<String, Double> models() {
        var shares = new HashMap<String, Double>();
        nodes.forEach(
                node -> shares.merge(node.model(), (double) node.devices() * Room.WHOLE / capacity(), Double::sum));
        return shares;
    }
}
