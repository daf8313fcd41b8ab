package io.cairn.scheduler.domain.policy;

import java.util.List;

/** Sequences of requests as plain numbers, since a look ahead goes through all of them. */
final class Futures {
    static final Futures NONE = new Futures(new int[0][], 0, 0);
    /** Of each request: cores, memory, devices, thousandths of each. */
    static final int STRIDE = 4;

    private final int[][] futures;
    private final int leastCpu;
    private final int leastMemory;

    private Futures(int[][] futures, int leastCpu, int leastMemory) {
        this.futures = futures;
        this.leastCpu = leastCpu;
        this.leastMemory = leastMemory;
    }

    static Futures of(List<List<Shape>> sequences) {
        int cpu = Integer.MAX_VALUE;
        int memory = Integer.MAX_VALUE;
        var futures = new int[sequences.size()][];
        for (int f = 0; f < futures.length; f++) {
            var sequence = sequences.get(f);
            futures[f] = new int[sequence.size() * STRIDE];
            for (int i = 0; i < sequence.size(); i++) {
                var shape = sequence.get(i);
                int mib = (int) Math.min(Integer.MAX_VALUE, shape.memoryMib());
                futures[f][i * STRIDE] = shape.cpuMilli();
                futures[f][i * STRIDE + 1] = mib;
                futures[f][i * STRIDE + 2] = shape.devices();
                futures[f][i * STRIDE + 3] = shape.milli();
                if (shape.devices() > 0) {
                    cpu = Math.min(cpu, shape.cpuMilli());
                    memory = Math.min(memory, mib);
                }
            }
        }
        return new Futures(futures, cpu, memory);
    }

    int count() {
        return futures.length;
    }

    int[] at(int i) {
        return futures[i];
    }

    /** Whether no request in any future could have a device with so little beside it. */
    boolean over(int cpuMilli, long memoryMib) {
        return cpuMilli < leastCpu || memoryMib < leastMemory;
    }
}
