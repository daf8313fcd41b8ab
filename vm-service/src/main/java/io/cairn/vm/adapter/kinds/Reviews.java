package io.cairn.vm.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.InstanceTypes;
import io.cairn.vm.application.Pinning;
import io.cairn.vm.application.Redemptions;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.domain.Bandwidth;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.cairn.vm.domain.reservation.Redemption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Answers questions about placement. Nothing is changed, and nobody learns the name of another tenant's machine. */
public final class Reviews {
    private final Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines;
    private final InstanceTypes types;
    private final Pinning pinning;
    private final Scheduler scheduler;
    private final Supplier<Redemptions> redemptions;

    public Reviews(Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines, InstanceTypes types, Images images,
            Scheduler scheduler, Supplier<Redemptions> redemptions) {
        this.redemptions = redemptions;
        this.machines = machines;
        this.types = types;
        this.pinning = new Pinning(images, types);
        this.scheduler = scheduler;
    }

    public PlacementReviewKind.Status placement(Caller caller, ObjectKey key, PlacementReviewKind.Spec spec) {
        try {
            var ask = spec.vmName()
                    .map(name -> stored(find(key, name, "spec.vmName")))
                    .orElseGet(() -> supposed(key, spec));
            var closed = redemptions.get().of(ask.key(), ask.spec(), ask.size());
            if (ask.redeem().isPresent() && closed.isPresent()
                    && closed.get() instanceof Redemption.Closed(var reason, var message, var nextStep)) {
                return new PlacementReviewKind.Status(false, Optional.empty(), Optional.empty(), reason, message,
                        Optional.of(nextStep), 0, List.of(), List.of(), List.of());
            }
            var without = spec.without().stream().map(name -> find(key, name, "spec.without").uid()).toList();
            var added = spec.addNodes().stream().map(Reviews::nodes).toList();
            var review = scheduler.review(ask, new Scheduler.Supposition(without, added, spec.drain()),
                    smaller(ask.size()));
            if (!review.unknown().isEmpty()) {
                var drained = spec.drain().containsAll(review.unknown());
                throw refused(new Cause("FieldValueNotFound", drained ? "spec.drain" : "spec.addNodes",
                        "Not found: \"%s\": there is no such node".formatted(String.join(", ", review.unknown()))));
            }
            return status(review);
        } catch (Unavailable away) {
            throw away();
        }
    }

    private static Refusal away() {
        return new Refusal(Reason.SERVICE_UNAVAILABLE, "The scheduler or the image service cannot be asked; try again",
                List.of(), Optional.of(2));
    }

    private Resource<VmSpec, VmFacts, VmStatus> find(ObjectKey key, String name, String field) {
        return machines.get()
                .find(new ObjectKey(key.organisation(), key.namespace(), name))
                .orElseThrow(() -> refused(new Cause("FieldValueNotFound", field,
                        "Not found: \"%s\": there is no such machine in namespace %s".formatted(name,
                                key.namespace()))));
    }

    private static Refusal refused(Cause cause) {
        return new Refusal(Reason.INVALID, "%s: %s".formatted(cause.field(), cause.message()), List.of(cause));
    }

    private Scheduler.Ask stored(Resource<VmSpec, VmFacts, VmStatus> vm) {
        var size = vm.facts().pinned().orElseGet(() -> pin(vm.key(), vm.spec()));
        return new Scheduler.Ask(vm.key(), vm.uid(), vm.metadata().generation() + vm.facts().run(),
                vm.metadata().labels(), vm.spec(), size, vm.metadata().creationTimestamp(),
                // One that has its place would go anywhere if it were placed anew.
                vm.facts().place().isPresent() ? Optional.empty()
                        : redeem(vm.key(), vm.spec(), size));
    }

    private Scheduler.Ask supposed(ObjectKey key, PlacementReviewKind.Spec spec) {
        var machine = spec.machine().orElseThrow();
        var size = pin(key, machine);
        return new Scheduler.Ask(key, "supposed", 1, spec.labels(), machine, size, Instant.EPOCH,
                redeem(key, machine, size));
    }

    private Optional<Scheduler.Redeem> redeem(ObjectKey key, VmSpec spec, VmFacts.Pinned size) {
        return Redemptions.asked(spec, redemptions.get().of(key, spec, size));
    }

    private VmFacts.Pinned pin(ObjectKey key, VmSpec spec) {
        return switch (pinning.pin(key, spec)) {
            case Pinning.Outcome.Pinned(var pinned) -> pinned;
            case Pinning.Outcome.NotYet(var reason, var message) -> throw refused(new Cause("FieldValueInvalid",
                    "spec.machine", message + " (" + reason + ")"));
        };
    }

    private static Scheduler.Nodes nodes(PlacementReviewKind.AddedNodes nodes) {
        var size = new Scheduler.NamedSize("added", nodes.cpus().orElse(0),
                nodes.memory().map(memory -> memory.mebibytes()).orElse(0L),
                nodes.disk().map(disk -> disk.mebibytes()).orElse(0L), Layout.SHARED,
                Bandwidth.mbps(nodes.networkBandwidth()));
        return new Scheduler.Nodes(nodes.count(), nodes.like().orElse(""), size, nodes.labels(), nodes.devices());
    }

    /** Instance types that ask for no more than the machine in any dimension and for less in one, largest first. */
    private List<Scheduler.NamedSize> smaller(VmFacts.Pinned than) {
        return sizes(types.names(), than.diskMib()).stream()
                .filter(size -> size.cpus() <= than.cpus() && size.memoryMib() <= than.memoryMib()
                        && (size.cpus() < than.cpus() || size.memoryMib() < than.memoryMib()))
                .sorted(Comparator.comparingLong(Scheduler.NamedSize::memoryMib)
                        .thenComparingInt(Scheduler.NamedSize::cpus)
                        .reversed())
                .toList();
    }

    private List<Scheduler.NamedSize> sizes(List<String> names, long diskMib) {
        return names.stream()
                .flatMap(name -> types.find(name)
                        .map(size -> new Scheduler.NamedSize(name, size.cpus(), size.memory().mebibytes(), diskMib,
                                size.layout(), size.bandwidthMbps()))
                        .stream())
                .toList();
    }

    private static PlacementReviewKind.Status status(Scheduler.Review review) {
        var filters = review.filters()
                .stream()
                .map(removed -> new PlacementReviewKind.Filter(removed.filter(), removed.nodes(),
                        removed.detail().isEmpty() ? removed.words()
                                : removed.words() + " (" + removed.detail() + ")"))
                .toList();
        var candidates = review.top()
                .stream()
                .map(top -> new PlacementReviewKind.Candidate(top.node(), score(top.score()), parts(top.parts())))
                .toList();
        return switch (review.answer()) {
            case Scheduler.Answer.Granted(var node, _, _, _, _, _) ->
                new PlacementReviewKind.Status(true, Optional.of(node),
                        review.standing(), "Fits", review.why(), Optional.empty(), review.nodes(), filters,
                        candidates, review.hints());
            case Scheduler.Answer.Refused(var reason, var message, var next, _, _) -> new PlacementReviewKind.Status(
                    false,
                    Optional.empty(), review.standing(), reason, message, Optional.of(next), review.nodes(), filters,
                    candidates, review.hints());
        };
    }

    private static Map<String, String> parts(Map<String, Double> parts) {
        var words = new TreeMap<String, String>();
        parts.forEach((name, value) -> words.put(name, number(value)));
        return words;
    }

    /** Fine enough to tell close ones apart. */
    private static String score(double value) {
        return String.format(Locale.ROOT, "%.5f", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    public SiteReportKind.Status sites(Caller caller, ObjectKey key, SiteReportKind.Spec spec) {
        try {
            return SiteReportKind.status(spec, scheduler.sites());
        } catch (Unavailable away) {
            throw away();
        }
    }

    public CapacityReportKind.Status capacity(Caller caller, ObjectKey key, CapacityReportKind.Spec spec) {
        var known = types.names();
        CapacityReportKind.unknown(spec.instanceTypes(), known)
                .ifPresent(name -> {
                    throw refused(new Cause("FieldValueNotFound", "spec.instanceTypes",
                            "Not found: \"%s\": the instance types are %s".formatted(name,
                                    String.join(", ", known))));
                });
        var names = spec.instanceTypes().isEmpty() ? known : spec.instanceTypes();
        try {
            var capacity = scheduler.capacity(sizes(names, spec.rootDisk().mebibytes()), spec.devices());
            return new CapacityReportKind.Status(capacity.pools().stream().map(Reviews::pool).toList(),
                    capacity.sites().stream().map(Reviews::pool).toList());
        } catch (Unavailable away) {
            throw away();
        }
    }

    private static CapacityReportKind.Pool pool(Scheduler.Pool pool) {
        return new CapacityReportKind.Pool(pool.name(), pool.nodes(), pool.open(), amounts(pool.allocatable()),
                amounts(pool.claimed()), pool.more(), pool.devices()
                        .stream()
                        .map(device -> new CapacityReportKind.Devices(device.deviceClass(), device.model(),
                                device.total(), device.free()))
                        .toList());
    }

    private static CapacityReportKind.Amounts amounts(Scheduler.NamedSize size) {
        return CapacityReportKind.amounts(size.cpus(), size.memoryMib(), size.diskMib());
    }
}
