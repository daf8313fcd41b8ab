package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.schema.SchemaReader;
import io.cairn.scheduler.application.Defragmenting;
import io.cairn.scheduler.domain.defrag.MigrationBudget;
import io.cairn.scheduler.domain.defrag.Objective;
import io.cairn.scheduler.domain.defrag.Plan;
import io.cairn.scheduler.domain.defrag.Scope;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers DefragmentationPlans. */
public final class DefragmentationPlans {
    private static final String GPU = "gpu";

    private final Supplier<Defragmenting> defragmenting;

    /** @param defragmenting asked for when the first question comes */
    public DefragmentationPlans(Supplier<Defragmenting> defragmenting) {
        this.defragmenting = defragmenting;
    }

    public DefragmentationPlanKind.Status answer(Caller caller, ObjectKey key, DefragmentationPlanKind.Spec spec) {
        var budget = new MigrationBudget(spec.maxMoves(), spec.maxTransfer().mebibytes(), spec.maxMovesPerNode());
        var scope = new Scope(spec.pool(), !spec.keepLocalDisks(), spec.moveDeviceShares());
        return defragmenting.get()
                .plan(objective(spec), budget, scope)
                .map(DefragmentationPlans::status)
                .orElseThrow(() -> new Refusal(Reason.TOO_MANY_REQUESTS,
                        "Another defragmentation plan is being made, and there is one at a time; try again", List.of(),
                        Optional.of(2)));
    }

    private static Objective objective(DefragmentationPlanKind.Spec spec) {
        return switch (spec.objective()) {
            case HOSTS -> new Objective.Hosts();
            case DEVICES -> spec.devices()
                    .map(of -> new Objective.Devices(of.class_(), of.model().orElse("")))
                    .orElse(new Objective.Devices(GPU, ""));
            case ROOM -> room(spec.size().orElseThrow());
        };
    }

    private static Objective room(DefragmentationPlanKind.SizeSpec size) {
        var each = Request.of(Resources.of(size.cpus(), size.memory().mebibytes(), size.disk().mebibytes()))
                .withDevices(size.devices()
                        .stream()
                        .map(of -> DeviceAsk.whole(of.class_(), of.model().orElse(""), of.count()))
                        .toArray(DeviceAsk[]::new));
        return new Objective.Room(size.name(), each, size.count().map(Integer::longValue).orElse(Long.MAX_VALUE));
    }

    private static DefragmentationPlanKind.Status status(Defragmenting.Answer answer) {
        var plan = answer.plan();
        return new DefragmentationPlanKind.Status(message(plan), plan.objective().words(), plan.before(), plan.after(),
                plan.gain(), plan.waves(), Quantity.ofMebibytes(plan.mib()),
                plan.gains()
                        .stream()
                        .map(gain -> new DefragmentationPlanKind.Gain(gain.node(), gain.amount(), gain.moves(),
                                Quantity.ofMebibytes(gain.mib()), gain.reason()))
                        .toList(),
                plan.moves()
                        .stream()
                        .map(move -> new DefragmentationPlanKind.Move(move.wave(),
                                answer.titles().getOrDefault(move.machine(), move.machine()), move.from(),
                                move.to().node(), Quantity.ofMebibytes(move.mib()), move.reason()))
                        .toList(),
                stays(plan), word(plan.end()));
    }

    private static List<DefragmentationPlanKind.Stay> stays(Plan plan) {
        return plan.stays()
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(stay -> new DefragmentationPlanKind.Stay(word(stay.getKey()), stay.getValue(),
                        stay.getKey().words()))
                .toList();
    }

    private static String message(Plan plan) {
        var end = switch (plan.end()) {
            case NOTHING_LEFT -> "no other gain was found";
            case BUDGET -> "what is left costs more than is left of the budget";
            case ENOUGH -> "that is as many as were asked for";
            case TRIES -> "the search was given up after too many tries without success";
        };
        return plan.moves().isEmpty()
                ? "Nothing to move: %d %s, and %s".formatted(plan.before(), plan.objective().words(), end)
                : "%d live migrations in %d waves: %d %s instead of %d; %s. This plan is data: nothing executes it yet"
                        .formatted(plan.moves().size(), plan.waves(), plan.after(), plan.objective().words(),
                                plan.before(), end);
    }

    private static String word(Enum<?> value) {
        return SchemaReader.word(value.name());
    }
}
