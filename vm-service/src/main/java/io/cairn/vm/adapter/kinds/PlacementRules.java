package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Cause;
import io.cairn.vm.domain.VmSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What devices and a placement must be beyond their schema. */
final class PlacementRules {
    private static final int MOST_DEVICES = 16;
    private static final int MOST_TERMS = 16;

    private PlacementRules() {}

    /** @param at path of the spec */
    static List<Cause> check(String at, VmSpec spec) {
        var causes = new ArrayList<Cause>();
        devices(at + ".devices", spec.devices(), causes);
        spec.placement().ifPresent(placement -> {
            var here = at + ".placement";
            placement.affinity().ifPresent(affinity -> terms(here + ".affinity", affinity, causes));
            placement.antiAffinity().ifPresent(affinity -> terms(here + ".antiAffinity", affinity, causes));
            contradictions(here, placement, causes);
            if (placement.gang().isPresent() && placement.reservation().isPresent()) {
                causes.add(
                        Cause.forbidden(here + ".gang", "the pieces of reservation %s are held together already; take "
                                .formatted(placement.reservation().get()) + "one of gang and reservation out"));
            }
            placement.site().ifPresent(site -> causes.addAll(SiteRules.check(here, placement, site)));
            terms(here, placement, causes);
            spread(here + ".spread", placement.spread(), causes);
            for (var i = 0; i < placement.atMost().size(); i++) {
                named("%s.atMost[%d]".formatted(here, i), placement.atMost().get(i).matchLabels(), causes);
            }
            for (var i = 0; i < placement.tolerations().size(); i++) {
                toleration("%s.tolerations[%d]".formatted(here, i), placement.tolerations().get(i), causes);
            }
        });
        return causes;
    }

    private static void devices(String at, List<VmSpec.DeviceSpec> devices, List<Cause> causes) {
        var seen = new HashSet<String>();
        var most = 0;
        for (var i = 0; i < devices.size(); i++) {
            var device = devices.get(i);
            var here = "%s[%d]".formatted(at, i);
            if (!seen.add(device.class_() + "/" + device.model().orElse(""))) {
                causes.add(new Cause("FieldValueDuplicate", here, "Duplicate value: \"%s\": say count: 2 instead of "
                        .formatted(device.model().orElse(device.class_())) + "naming the same devices twice"));
            }
            if (device.sharePercent().isPresent() && device.count() != 1) {
                causes.add(Cause.invalid(here + ".count", device.count(),
                        "a share is of one device; leave count out, or sharePercent"));
            }
            if (device.near().isPresent() && device.sharePercent().isPresent()) {
                causes.add(Cause.invalid(here + ".near", device.near().get(),
                        "a share is of one device; leave near out, or sharePercent"));
            }
            most += alternatives(here, device, causes);
        }
        if (most > MOST_DEVICES) {
            causes.add(Cause.invalid(at, most, "a machine has at most %d devices".formatted(MOST_DEVICES)));
        }
    }

    /** @return how many devices it may come to */
    private static int alternatives(String at, VmSpec.DeviceSpec device, List<Cause> causes) {
        var models = new HashSet<String>();
        device.model().ifPresent(models::add);
        var most = device.count();
        for (var i = 0; i < device.alternatives().size(); i++) {
            var choice = device.alternatives().get(i);
            var here = "%s.alternatives[%d]".formatted(at, i);
            if (device.model().isEmpty()) {
                causes.add(Cause.forbidden(here, "any model of class %s will do already; name spec.devices[].model, or "
                        .formatted(device.class_()) + "leave the alternatives out"));
            } else if (!models.add(choice.model())) {
                causes.add(new Cause("FieldValueDuplicate", here + ".model",
                        "Duplicate value: \"%s\": each model once".formatted(choice.model())));
            }
            if (device.sharePercent().isPresent() && choice.count() != 1) {
                causes.add(Cause.invalid(here + ".count", choice.count(), "a share is of one device"));
            }
            most = Math.max(most, choice.count());
        }
        return most;
    }

    private static void terms(String at, VmSpec.Affinity affinity, List<Cause> causes) {
        for (var i = 0; i < affinity.required().size(); i++) {
            named("%s.required[%d]".formatted(at, i), affinity.required().get(i).matchLabels(), causes);
        }
        for (var i = 0; i < affinity.preferred().size(); i++) {
            named("%s.preferred[%d]".formatted(at, i), affinity.preferred().get(i).matchLabels(), causes);
        }
    }

    private static void terms(String at, VmSpec.PlacementSpec placement, List<Cause> causes) {
        var terms = placement.spread().size() + placement.atMost().size()
                + placement.affinity().map(PlacementRules::terms).orElse(0)
                + placement.antiAffinity().map(PlacementRules::terms).orElse(0);
        if (terms > MOST_TERMS) {
            causes.add(
                    Cause.invalid(at, terms, "affinity, antiAffinity, spread and atMost have at most %d terms together"
                            .formatted(MOST_TERMS)));
        }
    }

    private static int terms(VmSpec.Affinity affinity) {
        return affinity.required().size() + affinity.preferred().size();
    }

    private static void named(String at, Map<String, String> labels, List<Cause> causes) {
        if (labels.isEmpty()) {
            causes.add(Cause.required(at + ".matchLabels", "name a label of the machines that are meant, such as "
                    + "app: web"));
        }
    }

    private static void contradictions(String at, VmSpec.PlacementSpec placement, List<Cause> causes) {
        var near = placement.affinity().map(VmSpec.Affinity::required).orElse(List.of());
        var far = placement.antiAffinity().map(VmSpec.Affinity::required).orElse(List.of());
        for (var i = 0; i < far.size(); i++) {
            if (near.contains(far.get(i))) {
                causes.add(Cause.invalid("%s.antiAffinity.required[%d]".formatted(at, i), far.get(i).topologyKey(),
                        "affinity requires to be near to the same machines; take one of the two out"));
            }
        }
    }

    private static void spread(String at, List<VmSpec.Spread> spreads, List<Cause> causes) {
        var keys = new HashSet<String>();
        for (var i = 0; i < spreads.size(); i++) {
            var here = "%s[%d]".formatted(at, i);
            named(here, spreads.get(i).matchLabels(), causes);
            if (!keys.add(spreads.get(i).topologyKey() + spreads.get(i).matchLabels())) {
                causes.add(new Cause("FieldValueDuplicate", here, "Duplicate value: \"%s\": one spread for each "
                        .formatted(spreads.get(i).topologyKey()) + "topologyKey and matchLabels"));
            }
        }
    }

    private static void toleration(String at, VmSpec.TolerationSpec toleration, List<Cause> causes) {
        var exists = toleration.operator() == VmSpec.Operator.EXISTS;
        if (exists && toleration.value().filter(value -> !value.isEmpty()).isPresent()) {
            causes.add(Cause.invalid(at + ".value", toleration.value().get(),
                    "operator Exists takes any value; leave value out, or say operator: Equal"));
        }
        if (!exists && toleration.key().filter(key -> !key.isEmpty()).isEmpty()) {
            causes.add(Cause.required(at + ".key", "operator Equal compares a key; to tolerate every taint say "
                    + "operator: Exists"));
        }
        toleration.effect()
                .filter(effect -> !List.of("", "NoSchedule", "PreferNoSchedule", "NoExecute").contains(effect))
                .ifPresent(effect -> causes.add(Cause.unsupported(at + ".effect", effect,
                        "NoSchedule, PreferNoSchedule or NoExecute; all of them without effect")));
    }
}
