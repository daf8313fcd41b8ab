package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.Holdings;
import io.cairn.gateway.domain.iam.BuiltinRoles;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a new organisation its first project and the built-in roles, and takes everything of a deleted one away: its
 * projects first, each emptied by its own loop, then what services keep of it, then who was who. It takes no input: it looks at all organisations.
 */
public final class OrganisationLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OrganisationLoop.class);
    private static final int PAGE = 500;

    private final Iam.Stores stores;
    private final Resources<CoreKinds.NamespaceSpec, CoreKinds.Nothing, CoreKinds.NamespaceStatus> namespaces;
    private final Holdings holdings;
    private final Runnable sweepTokens;
    private final Runnable showUsage;
    /** Organisations in which the last look found nothing. Used by the timer alone. */
    private final Set<String> emptyOnce = new HashSet<>();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("organisations").factory());

    /**
     * @param sweepTokens forgets the secrets of tokens that are gone
     * @param showUsage shows in quotas what is used
     */
    public OrganisationLoop(Iam.Stores stores,
            Resources<CoreKinds.NamespaceSpec, CoreKinds.Nothing, CoreKinds.NamespaceStatus> namespaces,
            Holdings holdings, Runnable sweepTokens, Runnable showUsage) {
        this.stores = stores;
        this.namespaces = namespaces;
        this.holdings = holdings;
        this.sweepTokens = sweepTokens;
        this.showUsage = showUsage;
        var every = timer.scheduleWithFixedDelay(this::round, 0, 1, TimeUnit.SECONDS);
        var sweep = timer.scheduleWithFixedDelay(() -> tried(sweepTokens), 5, 60, TimeUnit.SECONDS);
        var show = timer.scheduleWithFixedDelay(() -> tried(showUsage), 2, 2, TimeUnit.SECONDS);
        log.atTrace()
                .addKeyValue("cancelled", every.isCancelled() || sweep.isCancelled() || show.isCancelled())
                .log("Scheduled");
    }

    private static void tried(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Identities could not be swept or counted; trying again");
        }
    }

    private void round() {
        try {
            var page = stores.organisations().page("", PAGE);
            while (!page.isEmpty()) {
                for (var organisation : page) {
                    look(organisation);
                }
                page = page.size() < PAGE ? List.of() : stores.organisations().page(page.getLast().uid(), PAGE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Holdings.Unknown away) {
            log.atWarn().addKeyValue("cause", away.getMessage()).log("An organisation cannot be emptied yet");
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Organisations could not be looked at; trying again");
        }
    }

    private void look(Resource<IamKinds.Organisation, IamKinds.Prepared, IamKinds.Phase> organisation)
            throws Holdings.Unknown, InterruptedException {
        var name = organisation.metadata().name();
        if (organisation.metadata().deleting()) {
            if (emptied(organisation)) {
                stores.organisations().removeFinalizer(organisation.uid(), IamKinds.PROJECTS);
            }
        } else if (!organisation.facts().prepared()) {
            prepare(name);
            stores.organisations().changeFacts(organisation.uid(), _ -> new IamKinds.Prepared(true));
        }
    }

    /** Safe to repeat: what exists is left alone. */
    public void prepare(String organisation) {
        ensure(() -> namespaces.create(new ObjectKey(organisation, "", "default"), Map.of(), List.of(),
                new CoreKinds.NamespaceSpec(List.of())));
        BuiltinRoles.roles()
                .forEach((name, role) -> ensure(() -> stores.roles()
                        .create(
                                new ObjectKey(organisation, "", name), Map.of("iam.cairn.io/built-in", "true"),
                                List.of(),
                                new IamKinds.Role(Optional.of(role.description()), role.rules()))));
    }

    private static void ensure(Runnable create) {
        try {
            create.run();
        } catch (Refusal refusal) {
            // Forbidden: its deletion was asked for meanwhile.
            if (refusal.reason() != Reason.ALREADY_EXISTS && refusal.reason() != Reason.FORBIDDEN) {
                throw refusal;
            }
        }
    }

    private boolean emptied(Resource<IamKinds.Organisation, ?, ?> organisation)
            throws Holdings.Unknown, InterruptedException {
        var name = organisation.metadata().name();
        // A write that was on its way when the deletion was asked for is seen by the second look.
        if (!removed(namespaces, name) || !holdings.emptied(new Holdings.Where.Organisation(name,
                "organisation-" + organisation.uid()))) {
            emptyOnce.remove(organisation.uid());
            return false;
        }
        if (emptyOnce.add(organisation.uid())) {
            return false;
        }
        var left = stores.owned().stream().filter(kind -> !removed(kind, name)).toList();
        if (left.isEmpty()) {
            emptyOnce.remove(organisation.uid());
        }
        return left.isEmpty();
    }

    /** Asks for the deletion of all of an organisation's objects of a kind; true once there are none. */
    private static <S extends Record, F extends Record, T extends Record> boolean removed(Resources<S, F, T> kind,
            String organisation) {
        var none = true;
        var page = kind.page("", PAGE);
        while (!page.isEmpty()) {
            for (var object : page) {
                if (object.key().organisation().equals(organisation)) {
                    none = false;
                    if (!object.metadata().deleting()) {
                        kind.delete(object.uid());
                    }
                }
            }
            page = page.size() < PAGE ? List.of() : kind.page(page.getLast().uid(), PAGE);
        }
        return none;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
