package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Taint;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.model.Toleration;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small fleets and requests that get into each other's way. */
public final class Random {
    private final SplittableRandom random;

    public Random(long seed) {
        random = new SplittableRandom(seed);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean one(int in) {
        return below(in) == 0;
    }

    public Node node(int number) {
        var percent = one(2) ? 100 : 400;
        var labels = Map.of("zone", "z" + below(3), one(8) ? "other" : "rack", "r" + below(5), "disk",
                one(2) ? "ssd" : "hdd", Pools.LABEL, "p" + below(4));
        var state = new Node.State(!one(10), one(10), one(10), one(2), below(2));
        var taints = one(6) ? List.of(new Taint("dedicated", "gpu", one(2) ? "NoSchedule" : Taint.PREFER))
                : List.<Taint>of();
        return new Node("node-" + number, state, new Resources((4 + below(13)) * 10 * percent, 0, 4096 + below(8192), 8,
                one(2) ? 2 : 0, 100_000, 1000), percent, labels, taints,
                one(2) ? List.of(new Node.Cell(0, 4, 4096, 4, 1), new Node.Cell(1, 4, 4096, 4, 1)) : List.of(),
                one(2) ? devices() : List.of());
    }

    private List<Device> devices() {
        var devices = new ArrayList<Device>();
        for (var i = 0; i < 1 + below(6); i++) {
            devices.add(new Device("0000:%02x:00.0".formatted(i), "gpu", one(2) ? "l40s" : "h200",
                    one(2) ? i / 2 : 10 + i, i / 3, "sw" + i / 2, one(3) ? "" : "f" + i / 4, "", !one(8), !one(4)));
        }
        if (one(2)) {
            devices.add(Device.of("0000:f0:00.0", "nic", "cx7"));
            devices.add(Device.of("0000:f0:00.1", "nic", "cx7").virtualOf("0000:f0:00.0"));
            devices.add(Device.of("0000:f0:00.2", "nic", "cx7").virtualOf("0000:f0:00.0"));
        }
        return devices;
    }

    public Request request() {
        var resources = Resources.of(one(4) ? 0 : below(4), 256 + below(2048), below(20_000));
        resources = one(4) ? resources.withDedicated(1 + below(2)) : resources;
        resources = one(6) ? resources.withHugepages(below(3), below(2)).withBandwidth(below(400)) : resources;
        var request = Request.of(resources)
                .with(new Owner("org" + below(2), "ns"))
                .withLabels(Map.of("app", "a" + below(3), "tier", "t" + below(2)))
                .withPriority(below(4), !one(4))
                .with(new Rules(one(4) ? Map.of("disk", "ssd") : Map.of(),
                        one(2) ? List.of(new Toleration("dedicated", "Exists", "", "")) : List.of(), one(6) ? 1 : 0,
                        one(5) ? 1 + below(2) : 0));
        request = one(8) ? request.with(one(2) ? Tenancy.DEDICATED_HOST : Tenancy.DEDICATED_DEVICE) : request;
        request = one(3) ? request.withDevices(ask()) : one(10) ? request.withDevices(ask(), ask()) : request;
        return one(2) ? request.withTerms(term()) : one(3) ? request.withTerms(term(), term()) : request;
    }

    private DeviceAsk ask() {
        if (one(4)) {
            return DeviceAsk.whole("nic", "", 1 + below(2));
        }
        if (one(2)) {
            return DeviceAsk.share("gpu", one(2) ? "l40s" : "", 100 * (1 + below(9)));
        }
        return new DeviceAsk("gpu", List.of(new DeviceAsk.Choice("h200", 1), new DeviceAsk.Choice("l40s", 2)),
                DeviceShare.WHOLE, DeviceAsk.Near.values()[below(4)]);
    }

    private Term term() {
        var key = List.of("zone", "rack", Node.HOST).get(below(3));
        var match = one(5) ? Map.<String, String>of() : Map.of("app", "a" + below(3));
        var weight = one(2) ? Term.REQUIRED : 1 + below(100);
        return switch (below(4)) {
            case 0 -> new Term.Affinity(key, match, weight);
            case 1 -> new Term.AntiAffinity(key, match, weight);
            case 2 -> new Term.Spread(key, match, 1 + below(2), weight);
            default -> new Term.AtMost(key, match, 1 + below(3));
        };
    }
}
