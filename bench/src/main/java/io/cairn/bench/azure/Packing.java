package io.cairn.bench.azure;

import io.cairn.scheduler.domain.policy.NodeClass;
import io.cairn.scheduler.domain.policy.Room;
import io.cairn.scheduler.domain.policy.Rooms;
import io.cairn.scheduler.domain.policy.Scoring;
import java.util.Collections;

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
    static Outcome run(Azure trace, NodeClass host, int hosts, Scoring policy, boolean stopAtRejection) {
        var rooms = new Rooms(policy, new Rooms.Ties.Fixed(), Collections.nCopies(hosts, host.empty()));
        var where = new int[trace.shapes().size()];
        var used = new Usage(host, hosts);
        int rejected = 0;
        for (var event : trace.events()) {
            var shape = trace.shapes().get(event.machine());
            used.until(event.day());
            if (!event.arrives()) {
                int at = where[event.machine()] - 1;
                if (at >= 0) {
                    var room = rooms.room(at);
                    rooms.set(at, Room.of(host, room.cpuMilli() + shape.cpuMilli(),
                            room.memoryMib() + shape.memoryMib()));
                    used.add(-shape.cpuMilli(), -shape.memoryMib());
                }
                continue;
            }
            var choice = rooms.choose(shape);
            if (choice.isPresent()) {
                rooms.take(shape, choice.get());
                where[event.machine()] = choice.get().node() + 1;
                used.add(shape.cpuMilli(), shape.memoryMib());
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

        Usage(NodeClass host, int hosts) {
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
