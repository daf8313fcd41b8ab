package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.application.Earmark;
import io.cairn.scheduler.application.Intent;
import io.cairn.scheduler.application.Ledger;
import io.cairn.scheduler.application.NodeRow;
import io.cairn.scheduler.application.Nomination;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.domain.model.Piece;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Claims in PostgreSQL. The sum on a node's row and the claims change together or not at all, and constraints refuse what
 * may not be. Every transaction locks the rows of the nodes first, in order of their names, then the claims in order of
 * their machines: those that meet wait for each other in turn and never in a circle.
 */
public final class PostgresClaims implements Claims {
    private static final Logger log = LoggerFactory.getLogger(PostgresClaims.class);
    private static final int ATTEMPTS = 8;
    private static final int FETCH = 10_000;
    /**
     * PostgreSQL keeps the plan that it made when the tables were small, or empty, and would go on to read all of a table
     * that has grown since to find a few rows. Everything that is read here has an index.
     */
    private static final String BY_INDEX = "set local enable_seqscan = off";
    /** A scheduler whose host dies in the middle says no goodbye: its locks would stand as long as its connection. */
    private static final String NOT_FOREVER = "set local idle_in_transaction_session_timeout = '10s'";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final TransactionTemplate reading;
    private final Clock clock;
    private final ClaimRows claims;
    private final NodeRows nodes;
    private final ClaimWrites writes;
    private final NominationRows nominations;
    private final EarmarkRows earmarks;

    public PostgresClaims(DataSource source, PlatformTransactionManager manager, Clock clock) {
        this.jdbc = new JdbcTemplate(source);
        this.jdbc.setFetchSize(FETCH);
        this.transactions = new TransactionTemplate(manager);
        this.reading = new TransactionTemplate(manager);
        this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.reading.setReadOnly(true);
        this.clock = clock;
        this.claims = new ClaimRows(jdbc);
        this.nodes = new NodeRows(jdbc);
        this.writes = new ClaimWrites(jdbc);
        this.nominations = new NominationRows(jdbc);
        this.earmarks = new EarmarkRows(jdbc);
    }

    /** Somebody changed a claim between the look at it and the lock on its node. */
    private static final class Moved extends ConcurrencyFailureException {
        private static final long serialVersionUID = 1;

        Moved(String vmUid) {
            super("The claim of %s moved while it was looked at".formatted(vmUid));
        }
    }

    @Override
    public List<Result> commit(List<Intent> intents) {
        check(intents);
        for (var attempt = 1;; attempt++) {
            try {
                return java.util.Objects.requireNonNull(transactions.execute(_ -> attempt(intents)));
            } catch (DuplicateKeyException | ConcurrencyFailureException raced) {
                if (attempt == ATTEMPTS) {
                    throw raced;
                }
                log.atDebug().addKeyValue("attempt", attempt).log("A batch met another one; trying again");
            }
        }
    }

    private static void check(List<Intent> intents) {
        if (intents.size() > BATCH) {
            throw new IllegalArgumentException("A batch has at most %d intents, not %d".formatted(BATCH,
                    intents.size()));
        }
        var machines = new HashSet<String>();
        for (var intent : intents) {
            if (!machines.add(intent.vmUid())) {
                throw new IllegalArgumentException("Two intents of machine %s in a batch".formatted(intent.vmUid()));
            }
        }
    }

    private List<Result> attempt(List<Intent> intents) {
        jdbc.execute(BY_INDEX + "; " + NOT_FOREVER);
        var names = new LinkedHashSet<String>();
        var elsewhere = intents.stream().filter(intent -> !(intent instanceof Intent.Take)).toList();
        var traded = traded(intents);
        var known = Stream.concat(elsewhere.stream().map(Intent::vmUid), traded.stream()).toList();
        if (!known.isEmpty()) {
            names.addAll(jdbc.query("select distinct node from claim where vm_uid = any(?)", ClaimRows::first,
                    Columns.text(known)));
        }
        intents.forEach(intent -> {
            if (intent instanceof Intent.Take take) {
                names.add(take.node());
            }
        });
        var accounts = nodes.lock(List.copyOf(names));
        nodes.open(accounts, entering(intents, accounts.keySet()));
        var standing = claims.read("where c.vm_uid = any(?) order by c.vm_uid for update",
                Columns.text(Stream.concat(intents.stream().map(Intent::vmUid), traded.stream()).toList()))
                .stream()
                .collect(Collectors.toMap(Claim::vmUid, c -> c));
        for (var vmUid : known) {
            var stands = standing.get(vmUid);
            if (stands != null && !accounts.containsKey(stands.node())) {
                throw new Moved(vmUid);
            }
        }
        var withDevices = withDevices(intents, standing);
        if (!withDevices.isEmpty()) {
            nodes.devices(accounts, withDevices.stream().filter(accounts::containsKey).toList());
        }
        nodes.pinned(accounts, pinning(intents, standing), claims);
        var ledger = new Ledger(accounts, standing, claims.spent(held(intents)));
        var results = ledger.book(intents);
        var ids = writes.write(ledger, clock.instant());
        return results.stream().map(result -> named(result, ids)).toList();
    }

    /** Nodes, of those that are locked, to which somebody comes. */
    private static List<String> entering(List<Intent> intents, Set<String> locked) {
        return intents.stream().flatMap(intent -> switch (intent) {
            case Intent.Take take -> Stream.of(take.node());
            case Intent.Return back -> Stream.of(back.node());
            case Intent.Resize _,Intent.Park _,Intent.Release _ -> Stream.<String>empty();
        }).filter(locked::contains).distinct().toList();
    }

    /** Under whose names the pieces are claimed that machines take the place of. */
    private static List<String> traded(List<Intent> intents) {
        return intents.stream()
                .flatMap(intent -> intent instanceof Intent.Take take ? take.trades().map(Piece::holder).stream()
                        : Stream.empty())
                .toList();
    }

    private static List<Piece> held(List<Intent> intents) {
        return intents.stream()
                .flatMap(intent -> intent instanceof Intent.Take take ? take.holds().stream() : Stream.empty())
                .toList();
    }

    /** Nodes of which devices are taken or given back. */
    private static List<String> withDevices(List<Intent> intents, Map<String, Claim> standing) {
        var names = new LinkedHashSet<String>();
        for (var intent : intents) {
            switch (intent) {
                case Intent.Take take -> {
                    if (!take.devices().isEmpty()) {
                        names.add(take.node());
                    }
                    take.trades()
                            .flatMap(piece -> Optional.ofNullable(standing.get(piece.holder())))
                            .filter(piece -> !piece.devices().isEmpty())
                            .ifPresent(piece -> names.add(piece.node()));
                }
                case Intent.Return back when !back.devices().isEmpty() -> names.add(back.node());
                case Intent.Release _,Intent.Park _ -> {
                    var claim = standing.get(intent.vmUid());
                    if (claim != null && !claim.devices().isEmpty()) {
                        names.add(claim.node());
                    }
                }
                case Intent.Return _,Intent.Resize _ -> {
                }
            }
        }
        return List.copyOf(names);
    }

    /** Nodes on whose NUMA nodes somebody is to be pinned. */
    private static List<String> pinning(List<Intent> intents, Map<String, Claim> standing) {
        return intents.stream().flatMap(intent -> switch (intent) {
            case Intent.Take take when !take.cells().isEmpty() -> Stream.of(take.node());
            case Intent.Return back when !back.cells().isEmpty() -> Stream.of(back.node());
            case Intent.Resize resize when standing.containsKey(resize.vmUid()) ->
                Stream.of(standing.get(resize.vmUid())).filter(claim -> !claim.cells().isEmpty()).map(Claim::node);
            case Intent.Take _,Intent.Return _,Intent.Resize _,Intent.Park _,Intent.Release _ -> Stream.<String>empty();
        }).distinct().toList();
    }

    private static Result named(Result result, Map<String, Long> ids) {
        if (result instanceof Result.Done(var claim) && claim.id() == 0) {
            return new Result.Done(claim.with(ids.getOrDefault(claim.vmUid(), 0L)));
        }
        return result;
    }

    @Override
    public Optional<Claim> find(String vmUid) {
        return claims.read("where c.vm_uid = ?", vmUid).stream().findFirst();
    }

    @Override
    public List<Claim> page(String afterVmUid, int limit) {
        return claims.read("where c.vm_uid > ? order by c.vm_uid limit ?", afterVmUid, Math.clamp(limit, 1, 1_000));
    }

    /**
     * A transaction that had not ended when this one looked has a number of at least the one that is answered: what it
     * changes is found by whoever asks for changes since.
     */
    @Override
    public long snapshot(Consumer<NodeRow> eachNode, Consumer<Claim> eachClaim) {
        var horizon = reading.execute(_ -> {
            var now = horizon();
            nodes.all().forEach(eachNode);
            claims.all(eachClaim);
            return now;
        });
        return java.util.Objects.requireNonNull(horizon);
    }

    @Override
    public Changes changes(long since, Known known) {
        var from = Long.toString(since);
        var changes = reading.execute(_ -> {
            jdbc.execute(BY_INDEX);
            var now = horizon();
            var gone = jdbc.query("select id, vm_uid from claim_gone where changed >= ?::xid8",
                    (row, _) -> new Gone(row.getLong("id"), ClaimRows.text(row, "vm_uid")), from);
            return new Changes(nodes.changed(from), claims.changed(from, known), gone, nodes.silent(clock.instant()),
                    now);
        });
        return java.util.Objects.requireNonNull(changes);
    }

    @Override
    public boolean nominate(Nomination nomination, long turn) {
        return Boolean.TRUE.equals(transactions.execute(_ -> nominations.put(nomination, turn, clock.instant())));
    }

    @Override
    public void dismiss(String vmUid) {
        nominations.remove(vmUid);
    }

    @Override
    public void earmark(String scheduler, List<Earmark> all) {
        transactions.executeWithoutResult(_ -> earmarks.put(scheduler, all, clock.instant()));
    }

    /** The turn first: what is nominated behind it is found out by who nominates next. */
    @Override
    public Kept kept() {
        var now = clock.instant();
        return new Kept(nominations.turn(), nominations.all(now), earmarks.all(now));
    }

    private long horizon() {
        var horizon = jdbc.queryForObject("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint", Long.class);
        return java.util.Objects.requireNonNull(horizon);
    }
}
