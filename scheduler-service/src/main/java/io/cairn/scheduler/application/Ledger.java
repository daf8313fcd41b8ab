package io.cairn.scheduler.application;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Books a batch of intents on nodes that are locked: a decision on a view that was out of date is taken all the same if it
 * still fits. What it answers is to be written as it is, and then is true.
 */
public final class Ledger {
    private final Map<String, Account> accounts;
    private final Map<String, Claim> standing;
    private final List<Intent.Take> taken = new ArrayList<>();
    private final List<Resized> resized = new ArrayList<>();
    private final List<Claim> released = new ArrayList<>();

    /** A claim and what becomes of it. */
    public record Resized(Claim before, Intent.Resize wanted) {
        Claim after() {
            return new Claim(before.id(), before.vmUid(), wanted.generation(), before.title(), before.node(),
                    wanted.amount(), before.devices(), before.cells(), wanted.shape());
        }
    }

    /**
     * @param accounts of every node that an intent is about, by name
     * @param standing claims of the machines of the batch
     */
    public Ledger(Map<String, Account> accounts, Map<String, Claim> standing) {
        this.accounts = accounts;
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
        account(member.node()).ifPresent(account -> account.giveBack(member.amount(), member.devices()));
        return new Result.NoRoom(member.node(), "another one of gang %s finds no room: %s".formatted(member.gang(),
                why.why()));
    }

    private Result take(Intent.Take take) {
        var stands = standing.get(take.vmUid());
        if (stands != null) {
            return new Result.Stands(stands);
        }
        var account = account(take.node());
        var refused = account.map(there -> there.refuses(take.vmUid(), take.amount(), take.devices()))
                .orElse(Optional.of("the node is gone"));
        if (refused.isPresent()) {
            return new Result.NoRoom(take.node(), refused.get());
        }
        account.ifPresent(there -> there.take(take.vmUid(), take.amount(), take.devices()));
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
        if (stands.generation() >= resize.generation()) {
            return new Result.Stands(stands);
        }
        var account = account(stands.node()).orElseThrow();
        var more = resize.amount().minus(stands.amount());
        // Who takes on a higher generation, or gets smaller, needs no room.
        var refused = more.noMoreThan(Amount.NONE) ? Optional.<String>empty()
                : account.refuses(stands.vmUid(), more, List.of());
        if (refused.isPresent()) {
            return new Result.NoRoom(stands.node(), refused.get());
        }
        account.take(stands.vmUid(), more, List.of());
        var change = new Resized(stands, resize);
        resized.add(change);
        standing.put(resize.vmUid(), change.after());
        return new Result.Done(change.after());
    }

    private Result release(Intent.Release release) {
        var stands = standing.get(release.vmUid());
        if (stands == null) {
            return new Result.Absent();
        }
        if (stands.generation() > release.generation()) {
            return new Result.Stands(stands);
        }
        account(stands.node()).orElseThrow().giveBack(stands.amount(), stands.devices());
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

    public List<Resized> resized() {
        return List.copyOf(resized);
    }

    public List<Claim> released() {
        return List.copyOf(released);
    }

    public Iterable<Account> accounts() {
        return accounts.values();
    }
}
