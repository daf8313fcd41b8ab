package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Scope;
import io.cairn.vm.domain.Charge.Dimension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The kinds Quota and OrganisationQuota: how much the machines of a project, or of an organisation, may take. */
public final class QuotaKind {
    private QuotaKind() {}

    /** The limits; what is not named is not limited. */
    public record Spec(@Doc("How many machines there may be, running or not") @Limits(min = 0) Optional<Long> machines,
            @Doc("Sum of their vCPUs") @Limits(min = 0) Optional<Long> cpus,
            @Doc("Sum of their guest memory") Optional<Quantity> memory,
            @Doc("Sum of their root disks") Optional<Quantity> disk) {

        /** Memory and disk in mebibytes. */
        Map<Dimension, Long> hard() {
            var hard = new TreeMap<Dimension, Long>();
            machines.ifPresent(limit -> hard.put(Dimension.MACHINES, limit));
            cpus.ifPresent(limit -> hard.put(Dimension.CPUS, limit));
            memory.ifPresent(limit -> hard.put(Dimension.MEMORY, limit.bytes() >> 20));
            disk.ifPresent(limit -> hard.put(Dimension.DISK, limit.bytes() >> 20));
            return hard;
        }
    }

    /** What was used when it was last looked. */
    public record Facts(@Limits(defaults = "0") long machines, @Limits(defaults = "0") long cpus,
            @Limits(defaults = "0") long memoryMib, @Limits(defaults = "0") long diskMib) {
        static final Facts NONE = new Facts(0, 0, 0, 0);

        static Facts of(Map<Dimension, Long> used) {
            return new Facts(used.getOrDefault(Dimension.MACHINES, 0L), used.getOrDefault(Dimension.CPUS, 0L),
                    used.getOrDefault(Dimension.MEMORY, 0L), used.getOrDefault(Dimension.DISK, 0L));
        }

        private long used(Dimension dimension) {
            return switch (dimension) {
                case MACHINES -> machines;
                case CPUS -> cpus;
                case MEMORY -> memoryMib;
                case DISK -> diskMib;
            };
        }
    }

    /** One dimension. */
    public record Item(@Doc("machines, cpus, memory or disk") String dimension, @Doc("What is taken") String used,
            @Doc("What may be taken; absent if there is no limit") Optional<String> limit,
            @Doc("What is left; absent if there is no limit") Optional<String> remaining) {}

    /** Limits and usage, at most a few seconds old. */
    public record Status(@Doc("Each dimension") List<Item> items) {}

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
        var kind = Kind.of(Groups.COMPUTE, name, Spec.class, Facts.NONE, Status.class, QuotaKind::status)
                .scope(scope)
                .description(description)
                .rules(rules);
        for (var dimension : List.of(Dimension.MACHINES, Dimension.CPUS, Dimension.MEMORY, Dimension.DISK)) {
            var word = dimension.word();
            kind.column(Character.toUpperCase(word.charAt(0)) + word.substring(1), "string", "Used of the limit",
                    quota -> cell(quota.status(), word));
        }
        return kind.build();
    }

    private static String cell(Status status, String word) {
        return status.items()
                .stream()
                .filter(item -> item.dimension().equals(word))
                .map(item -> item.used() + item.limit().map(limit -> "/" + limit).orElse(""))
                .findFirst()
                .orElse("");
    }

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        var hard = spec.hard();
        return new Status(Arrays.stream(Dimension.values()).map(dimension -> {
            var limit = Optional.ofNullable(hard.get(dimension));
            var used = facts.used(dimension);
            return new Item(dimension.word(), dimension.text(used), limit.map(dimension::text),
                    limit.map(most -> dimension.text(Math.max(0, most - used))));
        }).toList());
    }
}
