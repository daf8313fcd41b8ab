package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.Directories;
import io.cairn.gateway.domain.iam.Binding;
import io.cairn.gateway.domain.iam.BuiltinRoles;
import io.cairn.gateway.domain.iam.Directory;
import io.cairn.gateway.domain.iam.Place;
import io.cairn.gateway.domain.iam.Rule;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory as it is stored, read anew by the first request after a change: a change that this process made is
 * known to the next request, one of another process as soon as the change feed tells of it.
 */
public final class StoredDirectories implements Directories, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoredDirectories.class);
    private static final int PAGE = 1_000;
    /** Ten thousand pages: more objects of a kind than one gateway holds in memory. */
    private static final int MAX_PAGES = 10_000;
    private static final Directory EMPTY = new Directory(Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), Set.of(),
            Map.of(),
            Map.of(), List.of());

    private final AtomicLong wanted = new AtomicLong(1);
    private final ReentrantLock reading = new ReentrantLock();
    private final List<AutoCloseable> subscriptions = new ArrayList<>();
    private volatile Read last = new Read(0, EMPTY);
    private volatile Iam.@org.jspecify.annotations.Nullable Stores stores;

    private record Read(long age, Directory directory) {}

    /** Begins to read: the kinds are declared before their stores exist. */
    public void open(Iam.Stores opened) {
        stores = opened;
        opened.told().forEach(kind -> subscriptions.add(kind.onChange(this::changed)));
    }

    /** Something was or may have been written: the next reader looks. */
    public void changed() {
        wanted.incrementAndGet();
    }

    @Override
    public Directory current() {
        if (last.age() < wanted.get()) {
            reading.lock();
            try {
                var now = wanted.get();
                var open = stores;
                if (last.age() < now && open != null) {
                    last = new Read(now, read(open));
                }
            } finally {
                reading.unlock();
            }
        }
        return last.directory();
    }

    private static Directory read(Iam.Stores stores) {
        Set<String> organisations = new HashSet<>();
        Set<String> terminating = new HashSet<>();
        each(stores.organisations(), organisation -> {
            organisations.add(organisation.metadata().name());
            if (organisation.metadata().deleting()) {
                terminating.add(organisation.metadata().name());
            }
        });
        Map<Directory.Owned, List<Rule>> roles = new HashMap<>();
        each(stores.roles(), role -> {
            if (!BuiltinRoles.roles().containsKey(role.metadata().name())) {
                roles.put(owned(role.key()), role.spec().rules());
            }
        });
        Map<Directory.Owned, Set<String>> groups = new HashMap<>();
        each(stores.groups(), group -> groups.put(owned(group.key()), Set.copyOf(group.spec().members())));
        Map<String, Directory.User> users = new HashMap<>();
        each(stores.users(), user -> users.put(user.metadata().name(),
                new Directory.User(user.spec().groups(), user.spec().disabled())));
        Set<Directory.Account> accounts = new HashSet<>();
        each(stores.accounts(), account -> {
            if (!account.spec().disabled() && !account.metadata().deleting()) {
                accounts.add(account(account.key()));
            }
        });
        Map<String, Directory.Token> tokens = new HashMap<>();
        each(stores.tokens(), token -> tokens.put(token.uid(), token(token)));
        Map<String, Directory.Certificate> certificates = new HashMap<>();
        each(stores.certificates(), certificate -> certificates.put(certificate.spec().serial(),
                new Directory.Certificate(certificate.spec().user(), certificate.spec().expires(),
                        certificate.spec().disabled() || certificate.metadata().deleting())));
        return new Directory(organisations, terminating, roles, groups, users, accounts, tokens, certificates,
                bindings(stores));
    }

    private static List<Binding> bindings(Iam.Stores stores) {
        var bindings = new ArrayList<Binding>();
        collect(stores.bindings(), key -> new Place.Project(key.organisation(), key.namespace()), bindings);
        collect(stores.organisationBindings(), key -> new Place.Organisation(key.organisation()), bindings);
        collect(stores.clusterBindings(), _ -> new Place.Everywhere(), bindings);
        return bindings;
    }

    private static void collect(Resources<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> kind,
            Function<ObjectKey, Place> place, List<Binding> into) {
        each(kind, binding -> into.add(new Binding(place.apply(binding.key()), binding.spec().role(),
                binding.spec().subjects())));
    }

    private static Directory.Token token(
            Resource<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status> token) {
        var spec = token.spec();
        var organisation = token.key().organisation();
        return new Directory.Token(spec.user(), spec.serviceAccount()
                .map(account -> new Directory.Account(organisation, account.namespace(), account.name())),
                spec.expires(), spec.disabled());
    }

    static Directory.Account account(ObjectKey key) {
        return new Directory.Account(key.organisation(), key.namespace(), key.name());
    }

    private static Directory.Owned owned(ObjectKey key) {
        return new Directory.Owned(key.organisation(), key.name());
    }

    private static <S extends Record, F extends Record, T extends Record> void each(Resources<S, F, T> kind,
            Consumer<Resource<S, F, T>> take) {
        var after = "";
        for (var pages = 0; pages < MAX_PAGES; pages++) {
            var page = kind.page(after, PAGE);
            page.forEach(take);
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().uid();
        }
    }

    @Override
    public void close() {
        for (var subscription : subscriptions) {
            try {
                subscription.close();
            } catch (Exception e) {
                log.atDebug().setCause(e).log("A subscription did not end well");
            }
        }
    }
}
