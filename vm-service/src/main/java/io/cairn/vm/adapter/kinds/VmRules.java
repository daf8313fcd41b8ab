package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.Accounting;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.InstanceTypes;
import io.cairn.vm.application.Pinning;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a machine must be beyond its schema. */
final class VmRules implements Kind.Rules<VmSpec, VmFacts, VmStatus> {
    private static final int MAX_HOSTNAME = 63;

    private final InstanceTypes types;
    private final Pinning pinning;
    private final Accounting accounting;
    private final Scheduler scheduler;

    VmRules(InstanceTypes types, Images images, Accounting accounting, Scheduler scheduler) {
        this.types = types;
        this.scheduler = scheduler;
        this.accounting = accounting;
        this.pinning = new Pinning(images, types);
    }

    @Override
    public List<Cause> validate(ObjectKey key, VmSpec spec, Optional<VmSpec> before) {
        var causes = new ArrayList<Cause>();
        size("spec", spec).ifPresent(causes::add);
        spec.resources().ifPresent(size -> causes.addAll(LayoutRules.check("spec.resources", size)));
        if (spec.instanceType().isEmpty() && spec.resources().isEmpty()) {
            causes.add(Cause.required("spec.instanceType", "name an instance type (%s), or give resources"
                    .formatted(String.join(", ", types.names()))));
        }
        spec.networkNames()
                .stream()
                .filter(name -> !name.equals("default"))
                .forEach(name -> causes.add(
                        Cause.unsupported("spec.networks", name, "the only network so far is \"default\"")));
        causes.addAll(PlacementRules.check("spec", spec));
        if (key.name().length() > MAX_HOSTNAME) {
            causes.add(Cause.invalid("metadata.name", key.name(),
                    "the name is the machine's host name too and has at most 63 characters"));
        }
        return causes;
    }

    /** @param at path of the spec */
    static Optional<Cause> size(String at, VmSpec spec) {
        return spec.instanceType().isPresent() && spec.resources().isPresent()
                ? Optional.of(Cause.forbidden(at + ".resources",
                        "instanceType already says the size; give one of the two"))
                : Optional.empty();
    }

    /** Image and size must exist now: better told at once than found out in a pending machine. */
    @Override
    public void consult(Caller caller, ObjectKey key, VmSpec spec) {
        var causes = new ArrayList<Cause>();
        spec.instanceType()
                .filter(name -> types.find(name).isEmpty())
                .ifPresent(name -> causes.add(new Cause(
                        "FieldValueNotFound", "spec.instanceType",
                        "Not found: \"%s\": the instance types are %s".formatted(name,
                                String.join(", ", types.names())))));
        spec.placement()
                .flatMap(VmSpec.PlacementSpec::priorityClass)
                .flatMap(name -> priorityClass(key, name))
                .ifPresent(causes::add);
        spec.placement().flatMap(VmSpec.PlacementSpec::site).ifPresent(site -> causes.addAll(sites(site)));
        if (causes.isEmpty() && (spec.instanceType().isPresent() || spec.resources().isPresent())) {
            image(key, spec).ifPresent(causes::add);
        }
        if (!causes.isEmpty()) {
            var first = causes.getFirst();
            throw new Refusal(Reason.INVALID,
                    "VirtualMachine.compute.cairn.io \"%s\" is invalid: %s: %s".formatted(key.name(),
                            first.field(), first.message()),
                    causes);
        }
    }

    private Optional<Cause> priorityClass(ObjectKey key, String name) {
        try {
            var classes = scheduler.priorityClasses(key.organisation());
            var usable = classes.stream()
                    .filter(Scheduler.PriorityClass::usable)
                    .map(Scheduler.PriorityClass::name)
                    .toList();
            if (usable.contains(name)) {
                return Optional.empty();
            }
            var exists = classes.stream().anyMatch(one -> one.name().equals(name));
            return Optional.of(new Cause(exists ? "FieldValueForbidden" : "FieldValueNotFound",
                    "spec.placement.priorityClass", "%s: \"%s\": organisation %s may use %s".formatted(
                            exists ? "Forbidden" : "Not found", name, key.organisation(),
                            String.join(", ", usable))));
        } catch (Unavailable away) {
            throw new Refusal(Reason.SERVICE_UNAVAILABLE,
                    "The scheduler cannot be asked for priority class \"%s\"; try again".formatted(name), List.of(),
                    Optional.of(2));
        }
    }

    private List<Cause> sites(VmSpec.SiteSpec site) {
        try {
            return SiteRules.unknown("spec.placement.site", site, scheduler.sites());
        } catch (Unavailable away) {
            throw new Refusal(Reason.SERVICE_UNAVAILABLE,
                    "The scheduler cannot be asked for the sites of spec.placement.site; try again", List.of(),
                    Optional.of(2));
        }
    }

    @Override
    public void admit(Caller caller, ObjectKey key, VmSpec spec,
            Optional<Resource<VmSpec, VmFacts, VmStatus>> before) {
        before.ifPresentOrElse(vm -> accounting.respecified(vm.metadata(), vm.spec(), spec, vm.facts()),
                () -> accounting.create(key, spec));
    }

    private Optional<Cause> image(ObjectKey key, VmSpec spec) {
        try {
            return switch (pinning.pin(key, spec)) {
                case Pinning.Outcome.Pinned _ -> Optional.empty();
                case Pinning.Outcome.NotYet(var reason, var message) -> switch (reason) {
                    // An image that is being built is worth waiting for.
                    case "ImageNotReady" -> Optional.empty();
                    case "RootDiskTooSmall" ->
                        Optional.of(new Cause("FieldValueInvalid", "spec.rootDisk.size", message));
                    case "MemoryTooSmall" ->
                        Optional.of(new Cause("FieldValueInvalid", "spec.resources.memory", message));
                    default -> Optional.of(new Cause("FieldValueNotFound", "spec.image", "Not found: \"%s\": %s"
                            .formatted(spec.image(), message)));
                };
            };
        } catch (Unavailable away) {
            throw new Refusal(Reason.SERVICE_UNAVAILABLE,
                    "The image service cannot be asked for image \"%s\"; try again"
                            .formatted(spec.image()),
                    List.of(), Optional.of(2));
        }
    }

}
