package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Scope;
import io.cairn.vm.domain.Dimension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The kinds Quota and OrganisationQuota: how much the machines of a project, or of an organisation, may take. */
public final class QuotaKind {
    private static final int MOST_SHOWN = 128;

    private QuotaKind() {}

    /** The limits; what is not named is not limited. */
    public record Spec(@Doc("How many machines there may be, running or not") @Limits(min = 0) Optional<Long> machines,
            @Doc("How many of them may run at a time") @Limits(min = 0) Optional<Long> running,
            @Doc("Sum of their vCPUs") @Limits(min = 0) Optional<Long> cpus,
            @Doc("Sum of their guest memory") Optional<Quantity> memory,
            @Doc("Sum of their root disks") Optional<Quantity> disk,
            @Doc("How many devices they may have, by class (gpu) or by class and model (gpu.nvidia-h200)") @Limits(min = 0, max = 1_000_000) Map<String, Long> devices,
            @Doc("How many operations may be under way at a time") @Limits(min = 0) Optional<Long> operations) {
        public static final Spec NONE = new Spec(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of(), Optional.empty());

        /** Memory and disk in mebibytes, devices in hundredths. */
        Map<Dimension, Long> hard() {
            var hard = new TreeMap<Dimension, Long>();
            machines.ifPresent(limit -> hard.put(Dimension.MACHINES, limit));
            running.ifPresent(limit -> hard.put(Dimension.RUNNING, limit));
            cpus.ifPresent(limit -> hard.put(Dimension.CPUS, limit));
            memory.ifPresent(limit -> hard.put(Dimension.MEMORY, limit.bytes() >> 20));
            disk.ifPresent(limit -> hard.put(Dimension.DISK, limit.bytes() >> 20));
            devices.forEach((name, limit) -> hard.put(Dimension.devices(name), limit * Dimension.WHOLE_DEVICE));
            operations.ifPresent(limit -> hard.put(Dimension.OPERATIONS, limit));
            return hard;
        }
    }

    /** What was used when it was last looked, by dimension. */
    public record Facts(@Limits(maxItems = MOST_SHOWN) Map<String, Long> used) {
        static final Facts NONE = new Facts(Map.of());

        static Facts of(Map<Dimension, Long> used) {
            var words = new HashMap<String, Long>();
            used.entrySet()
                    .stream()
                    .filter(entry -> entry.getValue() > 0)
                    .limit(MOST_SHOWN)
                    .forEach(entry -> words.put(entry.getKey().word(), entry.getValue()));
            return new Facts(words);
        }
    }

    /** One dimension. */
    public record Item(
            @Doc("machines, running, cpus, memory, disk, operations, devices.CLASS or devices.CLASS.MODEL") String dimension,
            @Doc("What is taken") String used,
            @Doc("What may be taken; absent if there is no limit") Optional<String> limit,
            @Doc("What is left; absent if there is no limit") Optional<String> remaining) {}

    /** Limits and usage, at most a few seconds old. */
    public record Status(@Doc("Each dimension") @Limits(maxItems = 2 * MOST_SHOWN) List<Item> items) {}

    /** Of a project. */
    public static Kind<Spec, Facts, Status> project(Kind.Rules<Spec, Facts, Status> rules) {
        return declare("Quota", Scope.NAMESPACED, "How much the machines of a project may take", rules);
    }

    /** Of an organisation, over all of its projects. */
    public static Kind<Spec, Facts, Status> organisation(Kind.Rules<Spec, Facts, Status> rules) {
        return declare("OrganisationQuota", Scope.ORGANISATION,
                "How much the machines of all projects of an organisation may take", rules);
    }

    private static Kind<Spec, Facts, Status> declare(String name, Scope scope, String description,
            Kind.Rules<Spec, Facts, Status> rules) {
        return Kind.of(Groups.COMPUTE, name, Spec.class, Facts.NONE, Status.class, QuotaKind::status)
                .scope(scope)
                .description(description)
                .rules(rules)
                .column("Machines", "string", "Used of the limit", quota -> cell(quota.status(), "machines"))
                .column("Cpus", "string", "Used of the limit", quota -> cell(quota.status(), "cpus"))
                .column("Memory", "string", "Used of the limit", quota -> cell(quota.status(), "memory"))
                .column("Disk", "string", "Used of the limit", quota -> cell(quota.status(), "disk"))
                .column("Gpus", "string", "Used of the limit", quota -> cell(quota.status(), "devices.gpu"))
                .wideColumn("Running", "string", "Used of the limit", quota -> cell(quota.status(), "running"))
                .wideColumn("Operations", "string", "Used of the limit", quota -> cell(quota.status(), "operations"))
                .build();
    }

    private static String cell(Status status, String word) {
        return status.items()
                .stream()
                .filter(item -> item.dimension().equals(word))
                .map(item -> item.used() + item.limit().map(limit -> "/" + limit).orElse(""))
                .findFirst()
                .orElse("0");
    }

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        var hard = spec.hard();
        var shown = new TreeSet<>(Dimension.FIXED);
        shown.addAll(hard.keySet());
        facts.used().keySet().forEach(word -> shown.add(new Dimension(word)));
        return new Status(shown.stream().map(dimension -> {
            var limit = Optional.ofNullable(hard.get(dimension));
            var used = facts.used().getOrDefault(dimension.word(), 0L);
            return new Item(dimension.word(), dimension.text(used), limit.map(dimension::text),
                    limit.map(most -> dimension.text(Math.max(0, most - used))));
        }).toList());
    }
}
