package io.cairn.vm;

import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.adapter.grpc.Attachments;
import io.cairn.vm.adapter.grpc.NodeStreams;
import io.cairn.vm.adapter.grpc.NodeUsages;
import io.cairn.vm.adapter.jdbc.PostgresWork;
import io.cairn.vm.adapter.kinds.StatsView;
import io.cairn.vm.application.CrossCheck;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.Loop;
import io.cairn.vm.application.Observing;
import io.cairn.vm.application.Pinning;
import io.cairn.vm.application.Reconciler;
import io.cairn.vm.application.Redemptions;
import io.cairn.vm.application.Reserving;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.reservation.Piece;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts of the lifecycle and how they hold each other; no framework. */
public final class Lifecycle implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    private static final int PAGE = 500;
    /** The others are woken by their own time. */
    private static final int MOST_WOKEN = 1_000;

    private final Compute compute;
    private final NodeStreams streams;
    private final Attachments attachments;
    private final Clock clock;
    private final Loop loop;
    private final Loop reserving;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("vm-timer").factory());

    public Lifecycle(DataSource source, PlatformTransactionManager transactions, Scheduler scheduler, Images images,
            Clock clock, MeterRegistry meters) {
        this.clock = clock;
        var jdbc = new JdbcTemplate(source);
        var template = new TransactionTemplate(transactions);
        var streamsLater = new Late<NodeStreams>();
        var vmsLater = new Late<Vms>();
        attachments = new Attachments(streamsLater, vmsLater, () -> UUID.randomUUID().toString());
        var stats = new StatsView(new NodeUsages(streamsLater)).subresource();
        compute = new Compute(source, transactions, scheduler, images,
                Stream.concat(attachments.streams().stream(), Stream.of(stats)).toList(), clock);
        var vms = compute.vms();
        vmsLater.set(vms);
        var work = new PostgresWork(jdbc, template, clock);
        streams = new NodeStreams(vms, new Observing(vms, work), clock);
        streamsLater.set(streams);
        loop = new Loop(new Reconciler(vms, scheduler, new Pinning(images, compute.types()),
                new Redemptions(compute.reservations()), streams, clock), work, clock);
        reserving = new Loop(
                new Reserving(compute.reservations(), scheduler, compute.types(), this::held, clock),
                new PostgresWork(jdbc, template, clock, "reservation_work"), clock);
        var followed = compute.machines().onChange((java.util.function.Consumer<List<String>>) uids -> {
            loop.changed(uids);
            attachments.changed(uids);
        });
        log.atTrace().addKeyValue("followed", followed).log("Following changes");
        var reserved = compute.storedReservations()
                .onChange((java.util.function.Consumer<List<String>>) reserving::changed);
        log.atTrace().addKeyValue("followed", reserved).log("Following reservations");
        meters.gauge("cairn_work_due", work, PostgresWork::due);
        meters.gauge("cairn_nodes_connected", streams, NodeStreams::connected);
        meters.gauge("cairn_reconciler_idle_seconds", loop,
                l -> Duration.between(l.lastRound(), clock.instant()).toMillis() / 1000.0);
        meters.gauge("cairn_reservations_idle_seconds", reserving,
                l -> Duration.between(l.lastRound(), clock.instant()).toMillis() / 1000.0);
        loop.start();
        reserving.start();
        var check = new CrossCheck(vms, compute.reservations(), scheduler);
        var counted = new ReservationMeters(compute.reservations(), meters);
        every(10, counted::count);
        every(1, streams::sweepSilent);
        every(1, compute.operations()::look);
        every(15, compute.operations()::sweep);
        every(2, compute::showUsage);
        every(30, compute.quotas()::sweep);
        every(30, () -> {
            try {
                meters.counter("cairn_claims_leaked").increment(check.round());
            } catch (Unavailable away) {
                log.atDebug().setCause(away).log("Claims could not be checked");
            }
        });
    }

    private void every(long seconds, Runnable task) {
        var scheduled = timer.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("A sweep failed; trying again");
            }
        }, seconds, seconds, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Sweep scheduled");
    }

    /** Machines that waited have a place now, or reservations their room: their reconciliation finds out which. */
    public void placed(List<String> uids) {
        var reservations = uids.stream()
                .flatMap(uid -> Piece.held(uid).stream())
                .map(Piece::reservation)
                .distinct()
                .toList();
        reservations.forEach(uid -> compute.reservations()
                .change(uid, facts -> facts.due(clock.instant()))
                .ifPresent(one -> log.atDebug()
                        .addKeyValue("reservation", one.uid())
                        .log("Woken by the scheduler")));
        reserving.changed(reservations);
        wake(uids.stream().filter(uid -> Piece.held(uid).isEmpty()).toList());
    }

    /** Machines of its namespace that wait for it. */
    private void held(Resource<ReservationSpec, ReservationFacts, ReservationStatus> reservation) {
        wake(compute.machines()
                .within(reservation.key().organisation(), reservation.key().namespace(), MOST_WOKEN)
                .stream()
                .filter(uid -> compute.vms()
                        .find(uid)
                        .filter(vm -> vm.facts().place().isEmpty()
                                && vm.spec().reservation().filter(reservation.key().name()::equals).isPresent())
                        .isPresent())
                .toList());
    }

    private void wake(List<String> uids) {
        uids.forEach(uid -> compute.vms()
                .change(uid, facts -> facts.due(clock.instant()))
                .ifPresent(vm -> log.atDebug().addKeyValue("vm", vm.uid()).log("Woken by the scheduler")));
        loop.changed(uids);
    }

    /** Whoever waits asks again: the scheduler has restarted, or could not be heard. */
    public void queueIsNew() {
        var page = compute.vms().page("", PAGE);
        while (!page.isEmpty()) {
            placed(page.stream()
                    .filter(vm -> vm.facts().trouble().filter(trouble -> !trouble.waiting().isEmpty()).isPresent())
                    .map(vm -> vm.uid())
                    .toList());
            page = page.size() < PAGE ? List.of() : compute.vms().page(page.getLast().uid(), PAGE);
        }
        var kept = compute.reservations().page("", PAGE);
        while (!kept.isEmpty()) {
            placed(kept.stream()
                    .filter(one -> one.facts().trouble().filter(trouble -> !trouble.waiting().isEmpty()).isPresent())
                    .map(one -> new Piece(one.uid(), 1).holder())
                    .toList());
            kept = kept.size() < PAGE ? List.of() : compute.reservations().page(kept.getLast().uid(), PAGE);
        }
    }

    public ResourceApi api() {
        return compute.api();
    }

    public NodeStreams streams() {
        return streams;
    }

    public Attachments attachments() {
        return attachments;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        loop.close();
        reserving.close();
        streams.close();
        compute.close();
    }
}
