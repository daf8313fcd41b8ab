package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Books a batch of intents on nodes that are locked: a decision on a view that was out of date is taken all the same if it
 * still fits. What it answers is to be written as it is, and then is true.
 */
public final class Ledger {
    private final Map<String, Account> accounts;
    private final Map<String, Claim> standing;
    private final Set<Piece> spent;
    private final List<Intent.Take> taken = new ArrayList<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<Claim> released = new ArrayList<>();

    /**
     * A claim and what becomes of it.
     *
     * @param after its id is 0 if the storage has to give it a new one
     */
    public record Changed(Claim before, Claim after) {}

    /**
     * @param accounts of every node that an intent is about, by name
     * @param standing claims of the machines of the batch
     */
    public Ledger(Map<String, Account> accounts, Map<String, Claim> standing) {
        this(accounts, standing, Set.of());
    }

    /** @param spent pieces of reservations that machines have taken, of those that the batch would hold */
    public Ledger(Map<String, Account> accounts, Map<String, Claim> standing, Set<Piece> spent) {
        this.accounts = accounts;
        this.spent = spent;
        this.standing = new HashMap<>(standing);
    }

    /** A result for each intent; that of a granted take has a claim whose id the storage has yet to give. */
    public List<Result> book(List<Intent> intents) {
        var results = new LinkedHashMap<Intent, Result>();
        for (var intent : intents) {
            if (results.containsKey(intent)) {
                continue;
            }
            switch (intent) {
                case Intent.Take take when take.gang().isEmpty() -> results.put(take, take(take));
                case Intent.Take take -> results.putAll(gang(members(intents, take.gang())));
                case Intent.Resize resize -> results.put(resize, resize(resize));
                case Intent.Park park -> results.put(park, park(park));
                case Intent.Return back -> results.put(back, back(back));
                case Intent.Release release -> results.put(release, release(release));
            }
        }
        return intents.stream().map(intent -> results.getOrDefault(intent, new Result.Absent())).toList();
    }

    private static List<Intent.Take> members(List<Intent> intents, String gang) {
        return intents.stream()
                .filter(Intent.Take.class::isInstance)
                .map(Intent.Take.class::cast)
                .filter(take -> take.gang().equals(gang))
                .toList();
    }

    private Map<Intent.Take, Result> gang(List<Intent.Take> members) {
        var results = new LinkedHashMap<Intent.Take, Result>();
        members.forEach(member -> results.put(member, take(member)));
        var missing = results.values().stream().filter(Result.NoRoom.class::isInstance).findFirst();
        missing.ifPresent(why -> results.replaceAll((member, result) -> result instanceof Result.Done
                ? undone(member, (Result.NoRoom) why)
                : result));
        return results;
    }

    private Result undone(Intent.Take member, Result.NoRoom why) {
        taken.remove(member);
        standing.remove(member.vmUid());
        account(member.node())
                .ifPresent(account -> account.giveBack(member.amount(), member.devices(), member.cells()));
        return new Result.NoRoom(member.node(), "another one of gang %s finds no room: %s".formatted(member.gang(),
                why.why()));
    }

    private Result take(Intent.Take take) {
        var stands = standing.get(take.vmUid());
        if (stands != null) {
            return new Result.Stands(stands);
        }
        var piece = take.trades().flatMap(of -> Optional.ofNullable(standing.get(of.holder())));
        if (take.trades().isPresent() && piece.isEmpty() || take.holds().filter(spent::contains).isPresent()) {
            return new Result.NoRoom(take.node(), "another machine took that piece of the reservation");
        }
        piece.ifPresent(of -> account(of.node()).orElseThrow().giveBack(of.amount(), of.devices(), of.cells()));
        var account = account(take.node());
        var refused = account.map(there -> there.refusesNew(take.vmUid(), take.amount(), take.devices(),
                take.cells()))
                .orElse(Optional.of("the node is gone"));
        if (refused.isPresent()) {
            piece.ifPresent(of -> account(of.node()).orElseThrow()
                    .take(of.vmUid(), of.amount(), of.devices(), of.cells()));
            return new Result.NoRoom(take.node(), refused.get());
        }
        account.ifPresent(there -> there.take(take.vmUid(), take.amount(), take.devices(), take.cells()));
        piece.ifPresent(of -> {
            standing.remove(of.vmUid());
            released.add(of);
        });
        taken.add(take);
        var claim = take.claim();
        standing.put(take.vmUid(), claim);
        return new Result.Done(claim);
    }

    private Result resize(Intent.Resize resize) {
        var stands = standing.get(resize.vmUid());
        if (stands == null) {
            return new Result.Absent();
        }
        if (stands.generation() >= resize.generation() || stands.parked()) {
            return new Result.Stands(stands);
        }
        var account = account(stands.node()).orElseThrow();
        var more = resize.amount().minus(stands.amount());
        // Who takes on a higher generation, or gets smaller, needs no room.
        var refused = more.noMoreThan(Amount.NONE) ? Optional.<String>empty()
                : account.refuses(stands.vmUid(), more, List.of(), stands.cells());
        if (refused.isPresent()) {
            return new Result.NoRoom(stands.node(), refused.get());
        }
        account.take(stands.vmUid(), more, List.of(), stands.cells());
        return become(stands, new Claim(stands.id(), stands.vmUid(), resize.generation(), stands.title(),
                stands.node(), resize.amount(), stands.devices(), stands.cells(), resize.shape(), stands.piece()));
    }

    private Result become(Claim before, Claim after) {
        changed.add(new Changed(before, after));
        standing.put(after.vmUid(), after);
        return new Result.Done(after);
    }

    private Result park(Intent.Park park) {
        var stands = standing.get(park.vmUid());
        if (stands == null) {
            return new Result.Absent();
        }
        if (stands.parked()) {
            return new Result.Done(stands);
        }
        if (stands.generation() >= park.generation()) {
            return new Result.Stands(stands);
        }
        var kept = stands.amount().diskOnly();
        account(stands.node()).orElseThrow()
                .giveBack(stands.amount().minus(kept), stands.devices(),
                        stands.cells());
        return become(stands, new Claim(stands.id(), stands.vmUid(), park.generation(), stands.title(), stands.node(),
                kept, List.of(), List.of(), park.shape(), stands.piece()));
    }

    private Result back(Intent.Return back) {
        var stands = standing.get(back.vmUid());
        if (stands == null) {
            return new Result.Absent();
        }
        if (stands.generation() >= back.generation() || !stands.parked() || !stands.node().equals(back.node())) {
            return new Result.Stands(stands);
        }
        var account = account(stands.node()).orElseThrow();
        var more = back.amount().minus(stands.amount());
        var refused = account.refusesNew(stands.vmUid(), more, back.devices(), back.cells());
        if (refused.isPresent()) {
            return new Result.NoRoom(stands.node(), refused.get());
        }
        account.take(stands.vmUid(), more, back.devices(), back.cells());
        return become(stands, new Claim(0, stands.vmUid(), back.generation(), stands.title(), stands.node(),
                back.amount(), back.devices(), back.cells(), back.shape(), stands.piece()));
    }

    private Result release(Intent.Release release) {
        var stands = standing.get(release.vmUid());
        if (stands == null) {
            return new Result.Absent();
        }
        if (stands.generation() > release.generation()) {
            return new Result.Stands(stands);
        }
        account(stands.node()).orElseThrow().giveBack(stands.amount(), stands.devices(), stands.cells());
        standing.remove(release.vmUid());
        released.add(stands);
        return new Result.Done(stands);
    }

    private Optional<Account> account(String node) {
        return Optional.ofNullable(accounts.get(node));
    }

    public List<Intent.Take> taken() {
        return List.copyOf(taken);
    }

    public List<Changed> changed() {
        return List.copyOf(changed);
    }

    public List<Claim> released() {
        return List.copyOf(released);
    }

    public Iterable<Account> accounts() {
        return accounts.values();
    }
}
