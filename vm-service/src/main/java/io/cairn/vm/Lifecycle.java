package io.cairn.vm;

import io.cairn.resource.ResourceApi;
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
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.application.Vms;
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

    private final Compute compute;
    private final NodeStreams streams;
    private final Attachments attachments;
    private final Clock clock;
    private final Loop loop;
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
        loop = new Loop(new Reconciler(vms, scheduler, new Pinning(images, compute.types()), streams, clock), vms, work,
                clock);
        var followed = compute.machines().onChange((java.util.function.Consumer<List<String>>) uids -> {
            loop.changed(uids);
            attachments.changed(uids);
        });
        log.atTrace().addKeyValue("followed", followed).log("Following changes");
        meters.gauge("cairn_work_due", work, PostgresWork::due);
        meters.gauge("cairn_nodes_connected", streams, NodeStreams::connected);
        meters.gauge("cairn_reconciler_idle_seconds", loop,
                l -> Duration.between(l.lastRound(), clock.instant()).toMillis() / 1000.0);
        loop.start();
        var check = new CrossCheck(vms, scheduler);
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

    /** Machines that waited have a place now: their reconciliation finds out which. */
    public void placed(List<String> uids) {
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
        streams.close();
        compute.close();
    }
}
