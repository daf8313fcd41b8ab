package io.cairn.scheduler.domain.policy;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A scoring as the policy of a view, one for each class of devices: what is expected differs with the class. */
public final class ScoringPolicy implements Policy {
    private final String name;
    private final Function<String, Scoring> scorings;
    private long drawn;

    /** Of one that is the same for all classes. */
    public ScoringPolicy(String name, Scoring scoring) {
        this(name, _ -> scoring);
    }

    ScoringPolicy(String name, Function<String, Scoring> scorings) {
        this.name = name;
        this.scorings = scorings;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String prefers() {
        return of(Sight.NO_CLASS).prefers();
    }

    private Scoring of(String deviceClass) {
        return scorings.apply(deviceClass);
    }

    @Override
    public long version() {
        return of(Sight.NO_CLASS).steady() ? 0 : ++drawn;
    }

    /** What the scoring gets to see. */
    private record Seen(Scoring scoring, Shape shape, Room room, Optional<NodeView.Fit> fit) {}

    private Seen see(Request request, NodeView node) {
        var deviceClass = Sight.deviceClass(request, node);
        var room = Sight.room(node, deviceClass);
        var shape = Sight.shape(request, deviceClass, node.node(), room.nodeClass().model());
        var scoring = of(deviceClass);
        if (request.rules().numaCells() == 0 || scoring.apart() == 0) {
            return new Seen(scoring, shape, room, Optional.empty());
        }
        var fit = node.fit(request);
        return new Seen(scoring, shape, fit.isPresent() && room.devices() == 0 ? Sight.room(node, fit.get()) : room,
                fit);
    }

    @Override
    public int score(Request request, NodeView node) {
        var seen = see(request, node);
        double value = seen.scoring().score(seen.shape(), seen.room()).value();
        if (seen.fit().isPresent()) {
            value -= apart(seen.fit().get()) * seen.scoring().apart();
        }
        return Policy.scaled(seen.scoring().portion(value));
    }

    @Override
    public int near(Request request) {
        var devices = request.devices();
        return Policy.scaled(devices.isEmpty() ? of(Sight.NO_CLASS).near(false)
                : of(devices.getFirst().deviceClass()).near(true));
    }

    private static int apart(NodeView.Fit fit) {
        return fit.cells() - 1 + (fit.near() ? 0 : 1);
    }

    @Override
    public int share(DeviceAsk ask, Request request, NodeView node, int[] candidates) {
        var room = Sight.room(node, ask.deviceClass());
        var shape = Sight.shape(request, ask.deviceClass(), node.node(), room.nodeClass().model());
        if (shape.shares() && room.fits(shape)) {
            int device = Sight.number(node, ask.deviceClass(), of(ask.deviceClass()).score(shape, room).device());
            for (int candidate : candidates) {
                if (candidate == device) {
                    return device;
                }
            }
        }
        return Policy.super.share(ask, request, node, candidates);
    }

    @Override
    public Map<String, Double> parts(Request request, NodeView node) {
        var seen = see(request, node);
        var parts = new TreeMap<String, Double>();
        if (seen.room().fits(seen.shape())) {
            parts.putAll(seen.scoring().parts(seen.shape(), seen.room()));
        }
        seen.fit().ifPresent(fit -> parts.put("numaNodes", (double) fit.cells()));
        return parts;
    }
}
