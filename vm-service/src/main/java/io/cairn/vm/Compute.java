package io.cairn.vm;

import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.adapter.jdbc.PostgresQuotas;
import io.cairn.vm.adapter.jdbc.StoredReservations;
import io.cairn.vm.adapter.jdbc.StoredVms;
import io.cairn.vm.adapter.kinds.ActionSubresources;
import io.cairn.vm.adapter.kinds.CapacityReportKind;
import io.cairn.vm.adapter.kinds.InstanceTypeKind;
import io.cairn.vm.adapter.kinds.OperationKind;
import io.cairn.vm.adapter.kinds.OperationRules;
import io.cairn.vm.adapter.kinds.Operations;
import io.cairn.vm.adapter.kinds.PlacementReviewKind;
import io.cairn.vm.adapter.kinds.QuotaKind;
import io.cairn.vm.adapter.kinds.QuotaRules;
import io.cairn.vm.adapter.kinds.ReservationKind;
import io.cairn.vm.adapter.kinds.ReservationRules;
import io.cairn.vm.adapter.kinds.Reviews;
import io.cairn.vm.adapter.kinds.SiteReportKind;
import io.cairn.vm.adapter.kinds.TicketAction;
import io.cairn.vm.adapter.kinds.VmKind;
import io.cairn.vm.application.Accounting;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.InstanceTypes;
import io.cairn.vm.application.Redemptions;
import io.cairn.vm.application.Reservations;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The kinds of the group and what keeps them in order: no nodes, no scheduler. */
final class Compute implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Compute.class);

    private final Late<InstanceTypes> typesLater = new Late<>();
    private final Late<Resources<VmSpec, VmFacts, VmStatus>> machinesLater = new Late<>();
    private final Late<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> operationsLater = new Late<>();
    private final Late<Resources<ReservationSpec, ReservationFacts, ReservationStatus>> reservationsLater = new Late<>();
    private final Late<Vms> vmsLater = new Late<>();
    private final Late<Reservations> keptLater = new Late<>();
    private final InstanceTypes types = new LateTypes(typesLater);
    private final PostgresQuotas quotas;
    private final QuotaRules projectRules;
    private final QuotaRules organisationRules;
    private final Kind<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status> projectQuota;
    private final Kind<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status> organisationQuota;
    private final Operations operations;
    private final ResourceApi api;

    /** @param streams the subresources of machines beside the actions */
    Compute(DataSource source, PlatformTransactionManager transactions, Scheduler scheduler, Images images,
            List<Subresource<VmSpec, VmFacts, VmStatus>> streams, Clock clock) {
        var jdbc = new JdbcTemplate(source);
        var template = new TransactionTemplate(transactions);
        quotas = new PostgresQuotas(jdbc, template);
        projectRules = new QuotaRules(quotas, "quotas.compute.cairn.io");
        organisationRules = new QuotaRules(quotas, "organisationquotas.compute.cairn.io");
        projectQuota = QuotaKind.project(projectRules);
        organisationQuota = QuotaKind.organisation(organisationRules);
        var rules = new OperationRules(machinesLater, quotas);
        operations = new Operations(operationsLater, machinesLater, vmsLater, rules, quotas, clock);
        var actions = new ActionSubresources(operationsLater, operations,
                () -> UUID.randomUUID().toString().substring(0, 5));
        var accounting = new Accounting(quotas, types);
        var machine = VmKind.declare(types, images, accounting, scheduler,
                Stream.of(actions.all(), List.of(TicketAction.declare()), streams).flatMap(List::stream).toList());
        var operation = OperationKind.declare(rules);
        var reviews = new Reviews(machinesLater, types, images, scheduler, () -> new Redemptions(keptLater.get()));
        var reservation = ReservationKind.declare(new ReservationRules(reservationsLater, types, quotas, clock));
        List<Kind<?, ?, ?>> kinds = List.of(machine, InstanceTypeKind.KIND, operation, projectQuota, organisationQuota,
                reservation, PlacementReviewKind.declare(reviews::placement),
                CapacityReportKind.declare(reviews::capacity), SiteReportKind.declare(reviews::sites));
        api = new ResourceApi(source, transactions, "vm-service", kinds, clock, () -> UUID.randomUUID().toString());
        InstanceTypeKind.ensureSamples(api.of(InstanceTypeKind.KIND));
        typesLater.set(new InstanceTypeKind.Stored(api.of(InstanceTypeKind.KIND)));
        machinesLater.set(api.of(machine));
        operationsLater.set(api.of(operation));
        reservationsLater.set(api.of(reservation));
        var kept = new StoredReservations(reservationsLater.get(), api.events(), quotas, template, clock);
        keptLater.set(kept);
        vmsLater.set(new StoredVms(machines(), api.events(), quotas, accounting, kept, jdbc, template, clock));
        accounting.takeAll(vms());
        operations.takeAll();
        var followed = operationsLater.get().onChange((Consumer<List<String>>) operations::changed);
        log.atTrace().addKeyValue("followed", followed).log("Following operations");
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

    ResourceApi api() {
        return api;
    }

    Resources<VmSpec, VmFacts, VmStatus> machines() {
        return machinesLater.get();
    }

    Resources<ReservationSpec, ReservationFacts, ReservationStatus> storedReservations() {
        return reservationsLater.get();
    }

    Reservations reservations() {
        return keptLater.get();
    }

    Vms vms() {
        return vmsLater.get();
    }

    InstanceTypes types() {
        return types;
    }

    Operations operations() {
        return operations;
    }

    Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> storedOperations() {
        return operationsLater.get();
    }

    PostgresQuotas quotas() {
        return quotas;
    }

    Resources<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status> projectQuotas() {
        return api.of(projectQuota);
    }

    Resources<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status> organisationQuotas() {
        return api.of(organisationQuota);
    }

    /** Brings the usage into the status of the quotas. */
    void showUsage() {
        projectRules.show(projectQuotas());
        organisationRules.show(organisationQuotas());
    }

    @Override
    public void close() {
        api.close();
    }
}
