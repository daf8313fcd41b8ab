package io.cairn.vm.adapter.jdbc;

import io.cairn.resource.application.Events;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Regarding;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.Accounting;
import io.cairn.vm.application.Quotas;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.Happenings;
import io.cairn.vm.domain.StatusOfVm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.cairn.vm.domain.reservation.Piece;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Machines as resources; facts, placement index, condition times and events change in one transaction. */
public final class StoredVms implements Vms {
    public static final String FINALIZER = "compute.cairn.io/machine";
    private static final int MAX_ON_NODE = 10_000;

    private final Resources<VmSpec, VmFacts, VmStatus> resources;
    private final Events events;
    private final Quotas quotas;
    private final Accounting accounting;
    private final StoredReservations reservations;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    public StoredVms(Resources<VmSpec, VmFacts, VmStatus> resources, Events events, Quotas quotas,
            Accounting accounting, StoredReservations reservations, JdbcTemplate jdbc,
            TransactionTemplate transactions, Clock clock) {
        this.reservations = reservations;
        this.resources = resources;
        this.events = events;
        this.quotas = quotas;
        this.accounting = accounting;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Optional<Resource<VmSpec, VmFacts, VmStatus>> find(String uid) {
        return resources.findByUid(uid);
    }

    @Override
    public Optional<Resource<VmSpec, VmFacts, VmStatus>> change(String uid, UnaryOperator<VmFacts> change) {
        return java.util.Objects.requireNonNull(transactions.execute(_ -> {
            var before = resources.locked(uid);
            if (before.isEmpty()) {
                return before;
            }
            var seen = new VmFacts[]{before.get().facts()};
            var metadata = before.get().metadata();
            var piece = before.filter(vm -> vm.spec().reservation().isPresent())
                    .flatMap(vm -> takes(vm.facts(), change.apply(vm.facts())));
            piece.ifPresent(reservations::lock);
            var after = resources.changeFacts(uid, facts -> {
                seen[0] = facts;
                var changed = change.apply(facts);
                accounting.changed(metadata, before.get().spec(), facts, changed);
                return stamped(metadata, before.get().spec(), changed);
            });
            after.ifPresent(vm -> follow(vm, seen[0]));
            piece.ifPresent(of -> reservations.take(of, metadata.name()));
            return after;
        }));
    }

    /** The piece of a reservation in whose place it is now. */
    private static Optional<Piece> takes(VmFacts before, VmFacts after) {
        return after.place().filter(_ -> after.epoch() > before.epoch()).flatMap(VmFacts.Place::piece);
    }

    /** Notes when conditions turned. */
    private VmFacts stamped(Metadata metadata, VmSpec spec, VmFacts facts) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var since = new HashMap<String, Instant>();
        for (var condition : StatusOfVm.status(metadata, spec, facts).conditions()) {
            var key = condition.type() + "=" + condition.status();
            since.put(key, facts.since().getOrDefault(key, now));
        }
        return facts.since(since);
    }

    private void follow(Resource<VmSpec, VmFacts, VmStatus> vm, VmFacts before) {
        var place = vm.facts().place().map(VmFacts.Place::node);
        if (!place.equals(before.place().map(VmFacts.Place::node))) {
            jdbc.update("delete from placement where uid = ?", vm.uid());
            place.ifPresent(node -> jdbc.update("insert into placement (uid, node) values (?, ?)", vm.uid(), node));
        }
        for (var happening : Happenings.between(before, vm.facts())) {
            events.record(regarding(vm), happening.warning() ? Events.Type.WARNING : Events.Type.NORMAL,
                    happening.reason(), happening.message());
        }
    }

    private Regarding regarding(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return Regarding.of(resources.kind(), vm);
    }

    @Override
    public List<Resource<VmSpec, VmFacts, VmStatus>> onNode(String node) {
        return jdbc.query("select uid from placement where node = ? order by uid limit ?",
                (row, _) -> String.valueOf(row.getString(1)), node, MAX_ON_NODE)
                .stream()
                .map(resources::findByUid)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public List<String> nodes() {
        return jdbc.query("select distinct node from placement order by node",
                (row, _) -> String.valueOf(row.getString(1)));
    }

    @Override
    public void forget(String uid) {
        transactions.executeWithoutResult(_ -> {
            // The order of locks of every writer: the machine, the account, the version.
            resources.locked(uid).ifPresent(vm -> {
                quotas.release(Quotas.Holder.machine(vm.key()));
                events.record(regarding(vm), Events.Type.NORMAL, "Deleted",
                        "Domain, disks, address and claim are gone");
            });
            jdbc.update("delete from placement where uid = ?", uid);
            resources.removeFinalizer(uid, FINALIZER);
        });
    }

    @Override
    public List<Resource<VmSpec, VmFacts, VmStatus>> page(String afterUid, int limit) {
        return resources.page(afterUid, limit);
    }
}
