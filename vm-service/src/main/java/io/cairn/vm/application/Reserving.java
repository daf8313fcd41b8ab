package io.cairn.vm.application;

import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.VmFacts.Trouble;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.Reservation;
import io.cairn.vm.domain.reservation.Reservation.Action;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationFacts.Size;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one reservation as far as it can go now. What is to be done follows from the stored facts and the time alone;
 * every step is safe to repeat, and may be taken by several replicas at once.
 */
public final class Reserving implements Loop.Subject {
    private static final Logger log = LoggerFactory.getLogger(Reserving.class);
    private static final int MAX_STEPS = 6;
    private static final Duration REST = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(1);
    /** More often than the scheduler forgets who waits. */
    private static final Duration STILL_HERE = Duration.ofSeconds(45);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

    private final Reservations reservations;
    private final Scheduler scheduler;
    private final InstanceTypes types;
    private final Consumer<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> onHeld;
    private final Clock clock;

    /** @param onHeld wakes the machines that wait for it */
    public Reserving(Reservations reservations, Scheduler scheduler, InstanceTypes types,
            Consumer<Resource<ReservationSpec, ReservationFacts, ReservationStatus>> onHeld, Clock clock) {
        this.reservations = reservations;
        this.scheduler = scheduler;
        this.types = types;
        this.onHeld = onHeld;
        this.clock = clock;
    }

    @Override
    public String noun() {
        return "reservation";
    }

    @Override
    public List<String> page(String afterUid, int limit) {
        return reservations.page(afterUid, limit).stream().map(Resource::uid).toList();
    }

    @Override
    public Optional<Instant> reconcile(String uid) {
        for (var step = 0; step < MAX_STEPS; step++) {
            var found = reservations.find(uid);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            var next = perform(found.get());
            if (next.isPresent()) {
                return next;
            }
        }
        return Optional.of(clock.instant().plus(SOON));
    }

    /** One step; empty if there may be another one at once. */
    private Optional<Instant> perform(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one) {
        try {
            return switch (new Reservation(one.metadata(), one.spec(), one.facts()).next(clock.instant())) {
                case Action.Await(var at) -> Optional.of(at);
                case Action.Book _ -> due(one).or(() -> book(one));
                case Action.Hold _ -> due(one).or(() -> hold(one));
                case Action.End _ -> change(one, ReservationFacts::ending);
                case Action.GiveBack _ -> giveBack(one);
                case Action.Forget _ -> forget(one);
                case Action.Rest _ -> Optional.of(clock.instant().plus(REST));
            };
        } catch (Unavailable away) {
            return refused(one, "ServiceUnavailable", String.valueOf(away.getMessage()), "It is tried again by itself");
        }
    }

    private Optional<Instant> due(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one) {
        return one.facts()
                .trouble()
                .map(Trouble::retryAt)
                .filter(at -> at.isAfter(clock.instant()))
                // Its end comes first.
                .map(at -> at.isAfter(one.spec().until()) ? one.spec().until() : at);
    }

    private Optional<Instant> change(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one,
            java.util.function.UnaryOperator<ReservationFacts> change) {
        return reservations.change(one.uid(), change).isPresent() ? Optional.empty()
                : Optional.of(clock.instant().plus(SOON));
    }

    private Optional<Instant> book(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one) {
        var size = one.spec().resources().or(() -> one.spec().instanceType().flatMap(types::find));
        if (size.isEmpty()) {
            return refused(one, "InstanceTypeNotFound", "Instance type %s does not exist".formatted(one.spec()
                    .instanceType()
                    .orElse("")), "Make that instance type, or the reservation anew with another one");
        }
        try {
            return change(one, facts -> facts.asking(pinned(one.spec(), size.get())));
        } catch (Refusal over) {
            return refused(one, "QuotaExceeded", over.sentence(), "It is tried again by itself");
        }
    }

    /** What a piece is, as types are now. */
    public static Size pinned(ReservationSpec spec, VmSpec.Size size) {
        return new Size(size.cpus(), size.memory().mebibytes(),
                spec.rootDisk().map(disk -> disk.size().mebibytes()).orElse(Pinning.DEFAULT_DISK_MIB), size.layout(),
                size.bandwidthMbps());
    }

    private Optional<Instant> hold(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one) {
        var answers = scheduler.hold(new Scheduler.Pieces(one.key(), one.uid(), one.spec(),
                one.facts().size().orElseThrow(), new Reservation(one.metadata(), one.spec(), one.facts()).from()));
        var granted = answers.stream().filter(Scheduler.Answer.Granted.class::isInstance).count();
        if (granted == answers.size()) {
            log.atInfo().addKeyValue("reservation", one.uid()).addKeyValue("pieces", granted).log("Reservation held");
            reservations.change(one.uid(), ReservationFacts::held).ifPresent(onHeld);
            return Optional.empty();
        }
        if (granted > 0) {
            // All were placed in one decision: those whose answer came before it have to be asked for again.
            return Optional.empty();
        }
        return refused(one, answers);
    }

    /** The refusal that tells most: one of them was there too early to see the others. */
    private Optional<Instant> refused(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one,
            List<Scheduler.Answer> answers) {
        var refusals = answers.stream()
                .flatMap(answer -> answer instanceof Scheduler.Answer.Refused refused
                        ? java.util.stream.Stream.of(refused)
                        : java.util.stream.Stream.empty())
                .toList();
        var told = refusals.stream()
                .filter(refused -> !refused.reason().equals("GangIncomplete"))
                .findFirst()
                .orElse(refusals.getFirst());
        if (told.waiting().isEmpty()) {
            return refused(one, told.reason(), told.message(), told.nextStep());
        }
        var attempts = attempts(one);
        // The first time soon: it may have been woken before its trouble was stored.
        var wait = Duration.ofSeconds(3L << Math.min(attempts - 1, 4));
        return troubled(one, new Trouble(told.reason(), told.message(), told.nextStep(), attempts,
                clock.instant().plus(wait.compareTo(STILL_HERE) > 0 ? STILL_HERE : wait), told.waiting()));
    }

    private static int attempts(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one) {
        return one.facts().trouble().map(Trouble::attempts).orElse(0) + 1;
    }

    private Optional<Instant> refused(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one,
            String reason, String message, String nextStep) {
        var attempts = attempts(one);
        var wait = Duration.ofMillis(500L << Math.min(attempts - 1, 6));
        return troubled(one, new Trouble(reason, message, nextStep, attempts,
                clock.instant().plus(wait.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : wait)));
    }

    private Optional<Instant> troubled(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one,
            Trouble trouble) {
        reservations.change(one.uid(), facts -> facts.troubled(trouble));
        return Optional.of(trouble.retryAt().isAfter(one.spec().until()) && clock.instant().isBefore(one.spec().until())
                ? one.spec().until()
                : trouble.retryAt());
    }

    /** Machines that take a piece meanwhile keep it: then there is nothing under the piece's name. */
    private Optional<Instant> giveBack(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one) {
        for (var number : one.facts().left(one.spec().count())) {
            scheduler.release(new io.cairn.vm.domain.reservation.Piece(one.uid(), number).holder(), Long.MAX_VALUE);
        }
        log.atInfo().addKeyValue("reservation", one.uid()).log("Reservation given back");
        return change(one, ReservationFacts::over);
    }

    private Optional<Instant> forget(Resource<ReservationSpec, ReservationFacts, ReservationStatus> one) {
        reservations.forget(one.uid());
        return Optional.empty();
    }
}
