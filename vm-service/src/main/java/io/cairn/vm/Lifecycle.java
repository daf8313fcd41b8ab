package io.cairn.vm;

import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Kind;
import io.cairn.vm.adapter.grpc.Attachments;
import io.cairn.vm.adapter.grpc.NodeStreams;
import io.cairn.vm.adapter.jdbc.PostgresWork;
import io.cairn.vm.adapter.jdbc.StoredVms;
import io.cairn.vm.adapter.kinds.CapacityReportKind;
import io.cairn.vm.adapter.kinds.InstanceTypeKind;
import io.cairn.vm.adapter.kinds.OperationKind;
import io.cairn.vm.adapter.kinds.Operations;
import io.cairn.vm.adapter.kinds.PlacementReviewKind;
import io.cairn.vm.adapter.kinds.Reviews;
import io.cairn.vm.adapter.kinds.VmKind;
import io.cairn.vm.application.CrossCheck;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.InstanceTypes;
import io.cairn.vm.application.Loop;
import io.cairn.vm.application.Observing;
import io.cairn.vm.application.Pinning;
import io.cairn.vm.application.Reconciler;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Unavailable;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private final ResourceApi api;
    private final NodeStreams streams;
    private final Attachments attachments;
    private final Loop loop;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("vm-timer").factory());

    public Lifecycle(DataSource source, PlatformTransactionManager transactions, Scheduler scheduler, Images images,
            Clock clock, MeterRegistry meters) {
        var jdbc = new JdbcTemplate(source);
        var template = new TransactionTemplate(transactions);
        // What the declarations of the kinds refer to, but is made from them.
        var typesLater = new Late<InstanceTypes>();
        var machinesLater = new Late<Resources<VmSpec, VmFacts, VmStatus>>();
        var operationsLater = new Late<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>>();
        var vmsLater = new Late<Vms>();
        var streamsLater = new Late<NodeStreams>();
        var types = new LateTypes(typesLater);
        var operations = new Operations(operationsLater, machinesLater, vmsLater, clock,
                () -> UUID.randomUUID().toString().substring(0, 5));
        attachments = new Attachments(streamsLater, () -> UUID.randomUUID().toString());
        var subresources = Stream.concat(operations.actions().stream(), attachments.streams().stream()).toList();
        var kind = VmKind.declare(types, images, subresources);
        var reviews = new Reviews(machinesLater, types, images, scheduler);
        List<Kind<?, ?, ?>> kinds = List.of(kind, InstanceTypeKind.KIND, OperationKind.KIND,
                PlacementReviewKind.declare(reviews::placement), CapacityReportKind.declare(reviews::capacity));
        api = new ResourceApi(source, transactions, "vm-service", kinds, clock, () -> UUID.randomUUID().toString());
        InstanceTypeKind.ensureSamples(api.of(InstanceTypeKind.KIND));
        typesLater.set(new InstanceTypeKind.Stored(api.of(InstanceTypeKind.KIND)));
        var machines = machinesLater.set(api.of(kind));
        operationsLater.set(api.of(OperationKind.KIND));
        var vms = new StoredVms(machines, api.events(), jdbc, template, clock);
        vmsLater.set(vms);
        var work = new PostgresWork(jdbc, template, clock);
        streams = new NodeStreams(vms, new Observing(vms, work), clock);
        streamsLater.set(streams);
        loop = new Loop(new Reconciler(vms, scheduler, new Pinning(images, types), streams, clock), vms, work, clock);
        var followed = machines.onChange((java.util.function.Consumer<List<String>>) loop::changed);
        log.atTrace().addKeyValue("followed", followed).log("Following changes");
        meters.gauge("cairn_work_due", work, PostgresWork::due);
        meters.gauge("cairn_nodes_connected", streams, NodeStreams::connected);
        meters.gauge("cairn_reconciler_idle_seconds", loop,
                l -> Duration.between(l.lastRound(), clock.instant()).toMillis() / 1000.0);
        loop.start();
        var check = new CrossCheck(vms, scheduler);
        every(1, streams::sweepSilent);
        every(1, operations::sweep);
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

    /** Instance types that are looked up in a store which comes later. */
    private record LateTypes(Late<InstanceTypes> types) implements InstanceTypes {
        @Override
        public Optional<VmSpec.Size> find(String name) {
            return types.get().find(name);
        }

        @Override
        public List<String> names() {
            return types.get().names();
        }
    }

    public ResourceApi api() {
        return api;
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
        api.close();
    }
}
