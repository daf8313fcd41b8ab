package io.cairn.scheduler.application;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Claims in memory that tell of their changes, each of them twice. */
final class MemoryClaims implements Claims {
    final Map<String, NodeRow> nodes = new TreeMap<>();
    final Map<String, Claim> claims = new TreeMap<>();
    final Set<String> silent = new TreeSet<>();
    final Map<String, Nomination> nominations = new TreeMap<>();
    final Map<String, Earmark> earmarks = new TreeMap<>();
    private final List<Object> log = new ArrayList<>();
    private long ids;
    private long turns;

    void put(NodeRow node) {
        nodes.put(node.name(), node);
        log.add(node);
    }

    @Override
    public List<Result> commit(List<Intent> intents) {
        var accounts = new HashMap<String, Account>();
        nodes.values()
                .forEach(node -> accounts.put(node.name(), new Account(node.name(), node.capacity(),
                        node.overcommitPercent(), node.overcommitted(), claimed(node.name()))));
        accounts.values().forEach(Account::open);
        var ledger = new Ledger(accounts, claims);
        var results = ledger.book(intents).stream().map(this::numbered).toList();
        for (var result : results) {
            if (result instanceof Result.Done(var claim)) {
                claims.put(claim.vmUid(), claim);
                log.add(claim);
            }
        }
        for (var claim : ledger.released()) {
            claims.remove(claim.vmUid());
            log.add(new Gone(claim.id(), claim.vmUid()));
        }
        return results;
    }

    private Result numbered(Result result) {
        return result instanceof Result.Done(var claim) && claim.id() == 0 ? new Result.Done(claim.with(++ids))
                : result;
    }

    private Amount claimed(String node) {
        return claims.values()
                .stream()
                .filter(claim -> claim.node().equals(node))
                .map(Claim::amount)
                .reduce(Amount.NONE, Amount::plus);
    }

    @Override
    public Optional<Claim> find(String vmUid) {
        return Optional.ofNullable(claims.get(vmUid));
    }

    @Override
    public List<Claim> page(String afterVmUid, int limit) {
        return claims.values().stream().filter(claim -> claim.vmUid().compareTo(afterVmUid) > 0).limit(limit).toList();
    }

    @Override
    public long snapshot(Consumer<NodeRow> eachNode, Consumer<Claim> eachClaim) {
        nodes.values().forEach(eachNode);
        claims.values().forEach(eachClaim);
        return log.size();
    }

    @Override
    public Changes changes(long since, Known known) {
        var again = log.subList((int) Math.max(0, since - 3), log.size());
        var changed = again.stream()
                .filter(Claim.class::isInstance)
                .map(Claim.class::cast)
                .filter(claim -> claims
                        .containsKey(claim.vmUid()))
                .map(claim -> claims.getOrDefault(claim.vmUid(), claim))
                .toList();
        return new Changes(again.stream().filter(NodeRow.class::isInstance).map(NodeRow.class::cast).toList(), changed,
                again.stream().filter(Gone.class::isInstance).map(Gone.class::cast).toList(), Set.copyOf(silent),
                log.size());
    }

    @Override
    public boolean nominate(Nomination nomination, long turn) {
        if (turn != turns) {
            return false;
        }
        turns++;
        nominations.put(nomination.vmUid(), nomination);
        return true;
    }

    @Override
    public void dismiss(String vmUid) {
        nominations.remove(vmUid);
    }

    @Override
    public void earmark(String scheduler, List<Earmark> all) {
        earmarks.values().removeIf(one -> one.scheduler().equals(scheduler));
        all.forEach(one -> earmarks.putIfAbsent(one.owner(), one));
    }

    @Override
    public Kept kept() {
        return new Kept(turns, List.copyOf(nominations.values()), List.copyOf(earmarks.values()));
    }
}
