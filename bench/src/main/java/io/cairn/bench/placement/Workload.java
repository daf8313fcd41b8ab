package io.cairn.bench.placement;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.engine.Preemption;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stream of machines that come and go. A step places one (or a gang) and, once the fleet is as full as it should be,
 * takes the oldest away.
 */
enum Workload {
    PLAIN("plain, 8 shapes", 1) {
        @Override
        Request request(int number) {
            return sized(number);
        }
    },
    ANTI_AFFINITY("required anti-affinity by host, groups of 50", 1) {
        @Override
        Request request(int number) {
            var labels = Map.of("app", "app-" + number / 50 % 64);
            return sized(number / 50).withLabels(labels).withTerms(new Term.AntiAffinity(Node.HOST, labels, 0));
        }
    },
    SPREAD("required spread over zones, skew 1, 64 groups", 1) {
        @Override
        Request request(int number) {
            var labels = Map.of("app", "app-" + number % 64);
            return sized(number % 64).withLabels(labels).withTerms(new Term.Spread("zone", labels, 1, 0));
        }
    },
    DEVICES("device claims, 1 x H200 or 2 x L40S", 1) {
        @Override
        Request request(int number) {
            var ask = new DeviceAsk("gpu",
                    List.of(new DeviceAsk.Choice("h200", 1), new DeviceAsk.Choice("l40s", 2)), DeviceShare.WHOLE,
                    number % 4 == 0 ? DeviceAsk.Near.SWITCH : DeviceAsk.Near.ANYWHERE);
            return sized(number % 2).withDevices(ask);
        }
    },
    MIXED("GPU nodes, 24 shapes with 0 to 8 GPUs and shares", 1) {
        @Override
        Request request(int number) {
            var request = sized(number);
            return switch (number % 6) {
                case 0 -> request;
                case 1, 2 -> request.withDevices(DeviceAsk.share("gpu", "", number % 4 == 1 ? 300 : 500));
                case 3 -> request.withDevices(DeviceAsk.whole("gpu", "", 1));
                case 4 -> request.withDevices(DeviceAsk.whole("gpu", "", 2));
                default -> request.withDevices(DeviceAsk.whole("gpu", "h200", number % 24 == 5 ? 8 : 1));
            };
        }
    },
    PREEMPTION("preemption on a full fleet", 1) {
        @Override
        Request request(int number) {
            return Request.of(ONE).withPriority(500, false);
        }

        @Override
        void fill(ClusterView view) {
            var number = 0;
            for (var node : List.copyOf(nodes(view))) {
                var size = node.capacity().cpuMilli() / 8_000;
                for (var i = 0; i < size; i++) {
                    view.claim(Claim.of("spot-" + number++, node.name(),
                            Request.of(ONE).withPriority(number % 7, true)));
                }
            }
        }

        @Override
        boolean place(ClusterView view, String machine, Request request, ArrayDeque<String> standing) {
            if (!(view.preempt(request) instanceof Preemption.Evict evict)) {
                return false;
            }
            evict.victims().forEach(victim -> view.release(victim.machine()));
            view.claim(evict.chosen().claim(machine, request));
            standing.add(machine);
            return true;
        }

        /** The room that a machine leaves is taken by a preemptible one again. */
        @Override
        void leave(ClusterView view, String machine) {
            var claim = view.find(machine).orElseThrow();
            view.release(machine);
            view.claim(Claim.of("again-" + machine, claim.node(),
                    claim.request().withPriority(0, true)));
        }
    },
    GANG("gang of 1,000, per member", 1000) {
        @Override
        Request request(int number) {
            return sized(number / 1000);
        }

        @Override
        boolean place(ClusterView view, String machine, Request request, ArrayDeque<String> standing) {
            var members = new ArrayList<Gang.Member>();
            for (var i = 0; i < 1000; i++) {
                members.add(new Gang.Member(machine + "-" + i, request));
            }
            if (!(new Gang(machine, members).place(view) instanceof Gang.Outcome.Whole)) {
                return false;
            }
            members.forEach(member -> standing.add(member.machine()));
            return true;
        }
    };

    /** An eighth of the smallest node. */
    private static final Resources ONE = Resources.of(8, 32 * 1024, 1000);

    final String title;
    final int machines;

    Workload(String title, int machines) {
        this.title = title;
        this.machines = machines;
    }

    /** Whether it runs on nodes with GPUs. */
    boolean gpus() {
        return this == DEVICES || this == MIXED;
    }

    abstract Request request(int number);

    /** Before the stream starts. */
    void fill(ClusterView view) {}

    boolean place(ClusterView view, String machine, Request request, ArrayDeque<String> standing) {
        if (view.place(machine, request) instanceof Decision.Chosen) {
            standing.add(machine);
            return true;
        }
        return false;
    }

    void leave(ClusterView view, String machine) {
        view.release(machine);
    }

    private static Request sized(int number) {
        var size = number % 8;
        return Request.of(Resources.of(1 + size, 2048L * (1 + size) + 512L * (size % 3), 20_000))
                .with(new Owner("org-" + number % 5, "default"));
    }

    private static List<Node> nodes(ClusterView view) {
        var nodes = new ArrayList<Node>();
        view.nodes().forEach(node -> nodes.add(node.node()));
        return nodes;
    }
}
