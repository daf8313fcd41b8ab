package io.cairn.bench.azure;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;

/** One replay on a fleet of equal hosts. */
final class Packing {
    private Packing() {}

    /**
     * @param rejected machines that found no room
     * @param cores share of all cores in use, mean over time from the first rejection on; over all time if there is none
     * @param memory likewise
     */
    record Outcome(int rejected, double cores, double memory) {}

    /** @param stopAtRejection when only the question is whether everything fits */
    static Outcome run(Azure trace, Resources host, int hosts, Policy policy, boolean stopAtRejection) {
        var view = new ClusterView(policy);
        for (int i = 0; i < hosts; i++) {
            view.put(Node.of("host-%06d".formatted(i), host));
        }
        var used = new Usage(host, hosts);
        int rejected = 0;
        for (var event : trace.events()) {
            var asked = trace.asked().get(event.machine());
            var name = "vm-" + event.machine();
            used.until(event.day());
            if (!event.arrives()) {
                if (view.release(name)) {
                    used.add(-asked.cpuMilli(), -asked.memoryMib());
                }
            } else if (view.place(name, Request.of(asked)) instanceof Decision.Chosen) {
                used.add(asked.cpuMilli(), asked.memoryMib());
            } else if (stopAtRejection) {
                return new Outcome(1, 0, 0);
            } else if (rejected++ == 0) {
                used.restart();
            }
        }
        return new Outcome(rejected, used.cores(), used.memory());
    }

    /** Mean use over time. */
    private static final class Usage {
        private final double allCpu;
        private final double allMemory;
        private double cpu;
        private double memory;
        private double day;
        private double days;
        private double cpuDays;
        private double memoryDays;

        Usage(Resources host, int hosts) {
            allCpu = (double) host.cpuMilli() * hosts;
            allMemory = (double) host.memoryMib() * hosts;
        }

        void until(double now) {
            days += now - day;
            cpuDays += cpu * (now - day);
            memoryDays += memory * (now - day);
            day = now;
        }

        void add(double moreCpu, double moreMemory) {
            cpu += moreCpu;
            memory += moreMemory;
        }

        void restart() {
            days = 0;
            cpuDays = 0;
            memoryDays = 0;
        }

        double cores() {
            return days == 0 ? 0 : 100 * cpuDays / days / allCpu;
        }

        double memory() {
            return days == 0 ? 0 : 100 * memoryDays / days / allMemory;
        }
    }
}
